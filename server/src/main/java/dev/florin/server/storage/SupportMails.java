package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Mails.Result;
import dev.florin.server.storage.Ticket.Author;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The e-mails of conversations with support: to staff about what waits for it, to customers and visitors about answers. Sent
 * and repeated like all others, see {@link Mails}. Thread-safe.
 */
public final class SupportMails {
    /** Conversations are kept so long after their last message. */
    static final Duration KEPT = Duration.ofDays(730);

    private final Database database;
    private final SupportLinks links;

    public SupportMails(Database database, SupportLinks links) {
        this.database = database;
        this.links = links;
    }

    /** A message that somebody is to be told of. */
    public record Place(TicketNumber ticket, int message) {}

    /**
     * A mail to be sent.
     *
     * @param author who wrote: the other side is told
     * @param account of the customer; absent for a visitor
     * @param email of the visitor; absent for a customer
     * @param link the secret by which the visitor reads on, made for this mail; absent where there is no need
     * @param now of the database, with the offset of a demo
     */
    public record Due(
            Place place,
            Author author,
            String text,
            @Nullable AccountNumber account,
            @Nullable String email,
            @Nullable String link,
            int attempts,
            Instant createdAt,
            Instant now) {
        @Override
        public String toString() {
            return "mail about message " + place.message + " of ticket " + place.ticket; // never words or secrets
        }
    }

    private static final String DUE = """
            SELECT m.ticket_no, m.message_no FROM support_message m CROSS JOIN clock k
             WHERE m.mail = 'due' AND (m.ticket_no, m.message_no) > (?, ?)
               AND (? OR m.mail_next_at <= clock_timestamp() + k.offset_micros * interval '1 microsecond')
             ORDER BY m.ticket_no, m.message_no LIMIT ?\
            """;

    /**
     * Messages to be told of, in their order.
     *
     * @param after the last one of the page before
     * @param backingOff also those that are to be tried later
     */
    public List<Place> due(@Nullable Place after, boolean backingOff, int limit) {
        return database.all(
                DUE,
                row -> new Place(new TicketNumber(row.getLong(1)), row.getInt(2)),
                after == null ? 0L : after.ticket().value(),
                after == null ? 0 : after.message(),
                backingOff,
                limit);
    }

    private static final String LOCK = """
            SELECT m.ticket_no, m.message_no, m.author, m.text, t.bucket, t.account_no, t.email, m.mail_attempts, m.created_at,
                   clock_timestamp() + k.offset_micros * interval '1 microsecond'
              FROM support_message m JOIN support_ticket t ON t.ticket_no = m.ticket_no CROSS JOIN clock k
             WHERE m.ticket_no = ? AND m.message_no = ? AND m.mail = 'due' AND NOT t.erased
               FOR UPDATE OF m\
            """;

    private static final String LOCK_FREE = LOCK + " SKIP LOCKED";

    private static final String END = "UPDATE support_message SET mail = ?, mail_attempts = mail_attempts + 1"
            + " WHERE ticket_no = ? AND message_no = ?";

    private static final String LATER = "UPDATE support_message SET mail_next_at = ?, mail_attempts = mail_attempts + 1"
            + " WHERE ticket_no = ? AND message_no = ?";

    /**
     * Sends one mail and writes down what became of it.
     *
     * @param wait whether to wait for a process that is at it
     * @return empty where somebody else has it, or had it
     */
    public Optional<Result> handle(Place place, boolean wait, Function<Due, Result> send) {
        return database.change(connection -> {
            long ticket = place.ticket().value();
            Optional<Due> found =
                    Database.all(connection, wait ? LOCK : LOCK_FREE, SupportMails::due, ticket, place.message())
                            .stream()
                            .findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Due due = withLink(connection, found.get());
            Result result = send.apply(due);
            switch (result) {
                case Result.Sent _ -> Database.update(connection, END, "sent", ticket, place.message());
                case Result.Dead _ -> Database.update(connection, END, "dead", ticket, place.message());
                case Result.Dropped _ -> Database.update(connection, END, "dropped", ticket, place.message());
                case Result.Failed(Duration pause) ->
                    Database.update(
                            connection, LATER, LockedRecords.utc(due.now().plus(pause)), ticket, place.message());
            }
            return Optional.of(result);
        });
    }

    /* A new secret for each mail, because those of former ones are kept nowhere. */
    private Due withLink(Connection connection, Due due) throws SQLException {
        boolean toAVisitor = due.author() == Author.STAFF && due.email() != null;
        return toAVisitor
                ? new Due(
                        due.place(),
                        due.author(),
                        due.text(),
                        due.account(),
                        due.email(),
                        links.make(connection, due.place().ticket()),
                        due.attempts(),
                        due.createdAt(),
                        due.now())
                : due;
    }

    private static Due due(ResultSet row) throws SQLException {
        int bucket = row.getInt(5);
        AccountNumber account = row.wasNull() ? null : new AccountNumber(bucket, row.getLong(6));
        return new Due(
                new Place(new TicketNumber(row.getLong(1)), row.getInt(2)),
                row.getString(3).equals(Author.STAFF.code()) ? Author.STAFF : Author.CUSTOMER,
                row.getString(4),
                account,
                row.getString(7),
                null,
                row.getInt(8),
                Columns.instant(row, 9),
                Columns.instant(row, 10));
    }

    private static final String FORGET = """
            DELETE FROM support_ticket WHERE ticket_no IN
                (SELECT t.ticket_no FROM support_ticket t CROSS JOIN clock k
                  WHERE t.updated_at < clock_timestamp() + k.offset_micros * interval '1 microsecond' - ? * interval '1 second'
                  LIMIT ?)\
            """;

    private static final String FORGET_LINKS = """
            DELETE FROM support_link WHERE hash IN
                (SELECT l.hash FROM support_link l CROSS JOIN clock k
                  WHERE l.expires_at < clock_timestamp() + k.offset_micros * interval '1 microsecond' LIMIT ?)\
            """;

    /** Deletes conversations that ended long ago, and links that are over. */
    public int forget(int limit) {
        return database.change(connection -> Database.update(connection, FORGET, KEPT.toSeconds(), limit)
                + Database.update(connection, FORGET_LINKS, limit));
    }
}
