package dev.florin.server.web.support;

import dev.florin.server.storage.Ticket;
import dev.florin.server.storage.TicketNumber;
import dev.florin.server.web.pages.Moment;
import java.time.ZoneId;

/**
 * A conversation in a list or at the head of its page.
 *
 * @param title how it begins
 * @param label whose turn it is, in words for whoever looks
 * @param tone of the label: {@code accent}, {@code good}, {@code warning} or empty
 */
public record TicketView(
        TicketNumber number,
        String title,
        String label,
        String tone,
        Moment openedAt,
        Moment movedAt,
        boolean closed,
        int messages) {
    /** On the page of the conversation, where nothing is unread. */
    static TicketView open(Ticket ticket, String title, ZoneId zone) {
        return forCustomer(ticket, title, false, zone);
    }

    /** In a list. */
    static TicketView forCustomer(Ticket ticket, String title, ZoneId zone) {
        return forCustomer(ticket, title, ticket.seen() < ticket.messages(), zone);
    }

    private static TicketView forCustomer(Ticket ticket, String title, boolean unread, ZoneId zone) {
        return switch (ticket.state()) {
            case WAITING -> of(ticket, title, "Waiting for us", "", zone);
            case ANSWERED -> of(ticket, title, unread ? "New answer" : "Answered", unread ? "accent" : "good", zone);
            case CLOSED -> of(ticket, title, "Closed", "", zone);
        };
    }

    static TicketView forStaff(Ticket ticket, String title, ZoneId zone) {
        return switch (ticket.state()) {
            case WAITING -> of(ticket, title, "Waiting", "warning", zone);
            case ANSWERED -> of(ticket, title, "Answered", "good", zone);
            case CLOSED -> of(ticket, title, "Closed", "", zone);
        };
    }

    private static TicketView of(Ticket ticket, String title, String label, String tone, ZoneId zone) {
        return new TicketView(
                ticket.number(),
                title,
                label,
                tone,
                Moment.of(ticket.createdAt(), zone),
                Moment.of(ticket.updatedAt(), zone),
                ticket.state() == Ticket.State.CLOSED,
                ticket.messages());
    }
}
