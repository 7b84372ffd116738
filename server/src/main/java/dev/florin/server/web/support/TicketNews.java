package dev.florin.server.web.support;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.SupportInbox;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.storage.TicketNumber;
import dev.florin.server.web.pages.Live;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells open pages that a conversation has moved: a customer's on the channel of the account, a visitor's and staff's on that of
 * the conversation, the list on staff's own. What was said the pages fetch themselves. Asked by one thread.
 */
final class TicketNews implements Live.Source {
    /** On which staff hears of every conversation. */
    static final String INBOX = "support-inbox";

    private static final String TICKET = "support-ticket ";

    private final SupportTickets tickets;
    private final SupportInbox inbox;
    private Map<String, Live.Event> told = Map.of();

    TicketNews(SupportTickets tickets, SupportInbox inbox) {
        this.tickets = tickets;
        this.inbox = inbox;
    }

    static String channel(TicketNumber ticket) {
        return TICKET + ticket;
    }

    @Override
    public List<Live.News> look(Set<String> channels) {
        Map<String, Live.Event> now = new HashMap<>();
        ofAccounts(channels, now);
        ofTickets(channels, now);
        if (channels.contains(INBOX)) {
            now.put(INBOX, new Live.Event("inbox", Map.of("moved", inbox.moved())));
        }
        List<Live.News> news = new ArrayList<>();
        now.forEach((channel, event) -> {
            if (!event.equals(told.get(channel))) {
                news.add(new Live.News(channel, event));
            }
        });
        told = now;
        return news;
    }

    @Override
    public List<Live.Event> first(String channel) {
        Map<String, Live.Event> now = new HashMap<>();
        ofAccounts(Set.of(channel), now);
        return List.copyOf(now.values());
    }

    private void ofAccounts(Set<String> channels, Map<String, Live.Event> now) {
        Map<AccountNumber, String> watched = new HashMap<>();
        channels.forEach(channel -> Live.account(channel).ifPresent(account -> watched.put(account, channel)));
        if (!watched.isEmpty()) {
            tickets.overviews(watched.keySet())
                    .forEach((account, overview) -> now.put(
                            watched.getOrDefault(account, ""),
                            new Live.Event(
                                    "support",
                                    Map.of(
                                            "unread", Integer.toString(overview.unread()),
                                            "moved", overview.movedAt().toString()))));
        }
    }

    private void ofTickets(Set<String> channels, Map<String, Live.Event> now) {
        List<TicketNumber> watched = channels.stream()
                .filter(channel -> channel.startsWith(TICKET))
                .map(channel -> new TicketNumber(Long.parseLong(channel.substring(TICKET.length()))))
                .toList();
        if (!watched.isEmpty()) {
            inbox.progress(watched)
                    .forEach((number, progress) -> now.put(
                            channel(number),
                            new Live.Event(
                                    "ticket",
                                    Map.of(
                                            "messages", Integer.toString(progress.messages()),
                                            "state", progress.state().code()))));
        }
    }
}
