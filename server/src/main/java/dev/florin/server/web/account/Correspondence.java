package dev.florin.server.web.account;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Conversation;
import dev.florin.server.storage.Conversations;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SupportTickets;
import dev.florin.server.storage.Ticket;
import dev.florin.server.web.http.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a customer has said to models and to support, and what they answered, for the customer to take away. Thread-safe. */
public final class Correspondence {
    /** Those that moved last; more questions than anybody asks within the two years that they are kept. */
    private static final int MOST_TICKETS = 10_000;

    private final Conversations conversations;
    private final SupportTickets tickets;
    private final ObjectIds ids;

    public Correspondence(Conversations conversations, SupportTickets tickets, ObjectIds ids) {
        this.conversations = conversations;
        this.tickets = tickets;
        this.ids = ids;
    }

    /** Writes two members of an object. */
    void write(OutputStream out, AccountNumber account) throws IOException {
        write(out, "\"conversations\":[");
        String before = "\n";
        for (Conversation.Kind kind : Conversation.Kind.values()) {
            for (Conversation each : conversations.list(account, kind, Conversations.MOST)) {
                write(out, before + conversation(account, each));
                before = ",\n";
            }
        }
        write(out, "\n],\n\"support\":[");
        before = "\n";
        for (SupportTickets.Titled each : tickets.of(account, MOST_TICKETS)) {
            write(out, before + ticket(account, each.ticket()));
            before = ",\n";
        }
        write(out, "\n]");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonOut conversation(AccountNumber account, Conversation conversation) {
        JsonOut out = new JsonOut();
        out.object()
                .count("number", conversation.number().value())
                .text("kind", conversation.kind().code())
                .text("title", conversation.title())
                .time("created_at", conversation.createdAt())
                .array("messages");
        for (Conversation.Message message : conversations.messages(account, conversation.number())) {
            out.object()
                    .text("by", message.byModel() ? message.model() : "customer")
                    .text("text", message.text())
                    .text("language", message.language())
                    .text("state", message.state().code())
                    .amount(
                            "cost",
                            message.cost() == null ? null : message.cost().amount())
                    .time("at", message.at())
                    .end();
        }
        return out.end().end();
    }

    /** With the id of the row of {@code transactions} that was asked about. */
    private JsonOut ticket(AccountNumber account, Ticket ticket) {
        Long about = ticket.about();
        JsonOut out = new JsonOut();
        out.object()
                .count("number", ticket.number().value())
                .text("state", ticket.state().code())
                .text("about", about == null ? null : ids.write(ObjectIds.Kind.TRANSACTION, account, about))
                .time("created_at", ticket.createdAt())
                .array("messages");
        for (Ticket.Message message : tickets.messages(ticket.number(), 0)) {
            out.object()
                    .text("by", message.author().code())
                    .text("text", message.text())
                    .time("at", message.at())
                    .end();
        }
        return out.end().end();
    }
}
