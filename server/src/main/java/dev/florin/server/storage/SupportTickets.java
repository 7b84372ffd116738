package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Ticket.Author;
import dev.florin.server.storage.Ticket.Message;
import dev.florin.server.storage.Ticket.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Conversations with support, as both sides write them. Whoever writes locks the ticket first, so messages are numbered without
 * gaps. Thread-safe.
 */
public final class SupportTickets {
    /** A page of text: whoever has more to say says it in two messages. */
    public static final int LONGEST_MESSAGE = 4_000;

    /** A conversation that long is better begun anew, and a page can show all of it. */
    public static final int MOST_MESSAGES = 200;

    /** Conversations of one asker that are not closed. */
    public static final int MOST_OPEN = 5;

    /** Messages of one asker in an hour: more than anybody types. */
    public static final int MOST_AN_HOUR = 30;

    /** Questions of all visitors together in an hour: staff is told of each by e-mail. */
    public static final int MOST_OF_VISITORS_AN_HOUR = 100;

    /** Letters of the first question that stand for a conversation in a list. */
    private static final int TITLE = 120;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Database database;

    public SupportTickets(Database database) {
        this.database = database;
    }

    /** Who asks. */
    public sealed interface Asker {
        record Customer(AccountNumber account) implements Asker {}

        record Visitor(String email) implements Asker {}
    }

    /**
     * What is written.
     *
     * @param form of the form that sends it: the same one sent twice counts once
     */
    public record Draft(String text, String form) {}

    /** What writing can come to. */
    public sealed interface Outcome {
        record Written(Ticket ticket) implements Outcome {}

        /** Nothing was written. */
        record Refused(Reason reason) implements Outcome {}
    }

    /** Why nothing was written. */
    public enum Reason {
        /** One of those that are open should be gone on with. */
        TOO_MANY_OPEN,
        /** Later it will do. */
        TOO_FAST,
        /** A new conversation should be begun. */
        TOO_LONG,
        /** There is no such conversation any more. */
        GONE
    }

    static final String COLUMNS = "t.ticket_no, t.bucket, t.account_no, t.email, t.about, t.state, t.messages,"
            + " t.customer_seen, t.created_at, t.updated_at";

    private static final String NOW =
            "(SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' AS now FROM clock c)";

    /* Two questions of one asker at once are counted one after the other. */
    private static final String ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('support ' || ?, 0))";

    private static final String SAME_FORM = "SELECT " + COLUMNS
            + " FROM support_ticket t WHERE t.account_no IS NOT DISTINCT FROM ?::bigint"
            + " AND t.email IS NOT DISTINCT FROM ?::text AND t.form = ?";

    private static final String OPEN = """
            INSERT INTO support_ticket (bucket, account_no, email, about, state, messages, customer_seen, form, created_at,
                                        updated_at)
            SELECT ?::smallint, ?::bigint, ?::text, ?::bigint, 'waiting', 0, 0, ?, n.now, n.now FROM %s AS n
            RETURNING ticket_no, bucket, account_no, email, about, state, messages, customer_seen, created_at, updated_at\
            """.formatted(NOW);

    /**
     * Begins a conversation with its first question.
     *
     * @param about the row that it is about; of a customer's own history
     */
    public Outcome open(Asker asker, @Nullable Long about, Draft draft) {
        AccountNumber account = asker instanceof Asker.Customer customer ? customer.account() : null;
        String email = asker instanceof Asker.Visitor visitor ? visitor.email() : null;
        Long number = account == null ? null : account.number();
        return database.change(connection -> {
            Database.all(connection, ONE_BY_ONE, row -> row, account == null ? "visitors" : "" + account.number());
            Optional<Ticket> same =
                    first(Database.all(connection, SAME_FORM, SupportTickets::ticket, number, email, draft.form()));
            if (same.isPresent()) {
                return new Outcome.Written(same.get());
            }
            Optional<Reason> refused = tooMuch(connection, asker);
            if (refused.isPresent()) {
                return new Outcome.Refused(refused.get());
            }
            Short bucket = account == null ? null : (short) account.bucket();
            Ticket ticket = Database.all(
                            connection, OPEN, SupportTickets::ticket, bucket, number, email, about, draft.form())
                    .getFirst();
            return new Outcome.Written(add(connection, ticket, Author.CUSTOMER, draft));
        });
    }

    private static final String LOAD_OF_CUSTOMER = """
            SELECT count(DISTINCT t.ticket_no) FILTER (WHERE t.state <> 'closed'),
                   count(*) FILTER (WHERE m.author = 'customer' AND m.created_at > n.now - ? * interval '1 second'), 0
              FROM support_ticket t JOIN support_message m ON m.ticket_no = t.ticket_no CROSS JOIN %s AS n
             WHERE t.bucket = ? AND t.account_no = ?\
            """.formatted(NOW);

    private static final String LOAD_OF_VISITOR = """
            SELECT count(DISTINCT t.ticket_no) FILTER (WHERE t.state <> 'closed'),
                   count(*) FILTER (WHERE m.author = 'customer' AND m.created_at > n.now - ? * interval '1 second'),
                   (SELECT count(*) FROM support_ticket v
                     WHERE v.account_no IS NULL AND v.created_at > max(n.now) - ? * interval '1 second')
              FROM %s AS n
              LEFT JOIN support_ticket t ON lower(t.email) = lower(?)
              LEFT JOIN support_message m ON m.ticket_no = t.ticket_no\
            """.formatted(NOW);

    private record Load(int open, int lastHour, int visitors) {
        static Load of(ResultSet row) throws SQLException {
            return new Load(row.getInt(1), row.getInt(2), row.getInt(3));
        }
    }

    private static Optional<Reason> tooMuch(Connection connection, Asker asker) throws SQLException {
        long hour = HOUR.toSeconds();
        Load load = switch (asker) {
            case Asker.Customer(AccountNumber account) ->
                Database.all(connection, LOAD_OF_CUSTOMER, Load::of, hour, (short) account.bucket(), account.number())
                        .getFirst();
            case Asker.Visitor(String email) ->
                Database.all(connection, LOAD_OF_VISITOR, Load::of, hour, hour, email)
                        .getFirst();
        };
        if (load.open() >= MOST_OPEN) {
            return Optional.of(Reason.TOO_MANY_OPEN);
        }
        return load.lastHour() >= MOST_AN_HOUR || load.visitors() >= MOST_OF_VISITORS_AN_HOUR
                ? Optional.of(Reason.TOO_FAST)
                : Optional.empty();
    }

    /* Staff is told of what waits for it, once until it has answered; a customer of every answer. */
    private static final String ADD = """
            INSERT INTO support_message (ticket_no, message_no, author, text, form, created_at, mail, mail_next_at)
            SELECT ?, ?, ?, ?, ?, n.now, ?, n.now FROM %s AS n
            RETURNING created_at\
            """.formatted(NOW);

    private static final String ADDED = """
            UPDATE support_ticket AS t
               SET messages = ?, state = ?, updated_at = n.now, customer_seen = greatest(t.customer_seen, ?)
              FROM %s AS n WHERE t.ticket_no = ?
            RETURNING %s\
            """.formatted(NOW, COLUMNS);

    private static Ticket add(Connection connection, Ticket ticket, Author author, Draft draft) throws SQLException {
        int number = ticket.messages() + 1;
        boolean byStaff = author == Author.STAFF;
        boolean news = byStaff || number == 1 || ticket.state() != State.WAITING;
        Database.all(
                connection,
                ADD,
                row -> row,
                ticket.number().value(),
                number,
                author.code(),
                draft.text(),
                draft.form(),
                news ? "due" : "none");
        State state = byStaff ? State.ANSWERED : State.WAITING;
        int seen = byStaff ? 0 : number; // whoever writes has read what is above
        return Database.all(
                        connection,
                        ADDED,
                        SupportTickets::ticket,
                        number,
                        state.code(),
                        seen,
                        ticket.number().value())
                .getFirst();
    }

    private static final String LOCK =
            "SELECT " + COLUMNS + " FROM support_ticket t" + " WHERE t.ticket_no = ? AND NOT t.erased FOR UPDATE";

    private static final String SENT_BEFORE =
            "SELECT 1 FROM support_message WHERE ticket_no = ? AND author = ? AND form = ?";

    private static final String LAST_HOUR = """
            SELECT count(*) FROM support_message m CROSS JOIN %s AS n
             WHERE m.ticket_no = ? AND m.author = 'customer' AND m.created_at > n.now - ? * interval '1 second'\
            """.formatted(NOW);

    /** Goes on with a conversation; one that was closed is open again when its customer writes. */
    public Outcome write(TicketNumber number, Author author, Draft draft) {
        return database.change(connection -> {
            Optional<Ticket> found = first(Database.all(connection, LOCK, SupportTickets::ticket, number.value()));
            if (found.isEmpty()) {
                return new Outcome.Refused(Reason.GONE);
            }
            Ticket ticket = found.get();
            if (!Database.all(connection, SENT_BEFORE, row -> row, number.value(), author.code(), draft.form())
                    .isEmpty()) {
                return new Outcome.Written(ticket);
            }
            if (ticket.messages() >= MOST_MESSAGES) {
                return new Outcome.Refused(Reason.TOO_LONG);
            }
            boolean tooFast = author == Author.CUSTOMER
                    && Database.all(connection, LAST_HOUR, row -> row.getInt(1), number.value(), HOUR.toSeconds())
                                    .getFirst()
                            >= MOST_AN_HOUR;
            return tooFast
                    ? new Outcome.Refused(Reason.TOO_FAST)
                    : new Outcome.Written(add(connection, ticket, author, draft));
        });
    }

    private static final String SET_STATE = """
            UPDATE support_ticket AS t SET state = ?, updated_at = n.now FROM %s AS n
             WHERE t.ticket_no = ? AND NOT t.erased AND (t.state = 'closed') <> (? = 'closed')
            RETURNING %s\
            """.formatted(NOW, COLUMNS);

    /** Closes one, or opens a closed one again: it waits for staff. Nothing where that is so already. */
    public Optional<Ticket> setClosed(TicketNumber number, boolean closed) {
        String state = (closed ? State.CLOSED : State.WAITING).code();
        return database.change(connection ->
                first(Database.all(connection, SET_STATE, SupportTickets::ticket, state, number.value(), state)));
    }

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM support_ticket t WHERE t.ticket_no = ? AND NOT t.erased";

    /** Anybody's, for staff. */
    public Optional<Ticket> find(TicketNumber number) {
        return database.first(FIND, SupportTickets::ticket, number.value());
    }

    private static final String OF_ACCOUNT = FIND + " AND t.bucket = ? AND t.account_no = ?";

    /** One of a customer's own; empty also where it is another's. */
    public Optional<Ticket> find(AccountNumber account, TicketNumber number) {
        return database.first(
                OF_ACCOUNT, SupportTickets::ticket, number.value(), (short) account.bucket(), account.number());
    }

    /** A conversation and how its first question begins. */
    public record Titled(Ticket ticket, String title) {}

    private static final String ALL_OF_ACCOUNT = "SELECT " + COLUMNS + ", left(m.text, ?) FROM support_ticket t"
            + " JOIN support_message m ON m.ticket_no = t.ticket_no AND m.message_no = 1"
            + " WHERE t.bucket = ? AND t.account_no = ? AND NOT t.erased ORDER BY t.updated_at DESC, t.ticket_no DESC LIMIT ?";

    /** A customer's conversations, those that moved last first. */
    public List<Titled> of(AccountNumber account, int limit) {
        return database.all(
                ALL_OF_ACCOUNT,
                row -> new Titled(ticket(row), row.getString(11)),
                TITLE,
                (short) account.bucket(),
                account.number(),
                limit);
    }

    private static final String MESSAGES = "SELECT m.message_no, m.author, m.text, m.created_at FROM support_message m"
            + " WHERE m.ticket_no = ? AND m.message_no > ? ORDER BY m.message_no LIMIT ?";

    /** What was said after a message, in order; 0 for all. */
    public List<Message> messages(TicketNumber number, int after) {
        return database.all(MESSAGES, SupportTickets::message, number.value(), after, MOST_MESSAGES);
    }

    private static final String SEEN = "UPDATE support_ticket SET customer_seen = ?"
            + " WHERE ticket_no = ? AND customer_seen < ? AND messages >= ?";

    /** The customer has the messages up to this one before the eyes. */
    public void seen(TicketNumber number, int upTo) {
        database.change(connection -> Database.update(connection, SEEN, upTo, number.value(), upTo, upTo));
    }

    /**
     * What a customer's pages tell of conversations.
     *
     * @param unread how many have an answer that was not seen
     * @param movedAt when one of them moved last
     */
    public record Overview(int unread, Instant movedAt) {}

    private static final String OVERVIEWS = """
            SELECT t.bucket, t.account_no, count(*) FILTER (WHERE t.customer_seen < t.messages), max(t.updated_at)
              FROM support_ticket t JOIN unnest(?::smallint[], ?::bigint[]) AS asked (bucket, account_no)
                ON asked.bucket = t.bucket AND asked.account_no = t.account_no
             WHERE NOT t.erased
             GROUP BY t.bucket, t.account_no\
            """;

    /** Those of some accounts that have conversations: one question for all pages that are open. */
    public Map<AccountNumber, Overview> overviews(Collection<AccountNumber> accounts) {
        record Found(AccountNumber account, Overview overview) {}
        Short[] buckets = accounts.stream().map(each -> (short) each.bucket()).toArray(Short[]::new);
        Long[] numbers = accounts.stream().map(AccountNumber::number).toArray(Long[]::new);
        return database
                .all(
                        OVERVIEWS,
                        row -> new Found(
                                new AccountNumber(row.getInt(1), row.getLong(2)),
                                new Overview(row.getInt(3), Columns.instant(row, 4))),
                        buckets,
                        numbers)
                .stream()
                .collect(Collectors.toMap(Found::account, Found::overview));
    }

    static Ticket ticket(ResultSet row) throws SQLException {
        int bucket = row.getInt(2);
        AccountNumber account = row.wasNull() ? null : new AccountNumber(bucket, row.getLong(3));
        long about = row.getLong(5);
        Long asked = row.wasNull() ? null : about;
        return new Ticket(
                new TicketNumber(row.getLong(1)),
                account,
                row.getString(4),
                asked,
                State.ofCode(row.getString(6)),
                row.getInt(7),
                row.getInt(8),
                Columns.instant(row, 9),
                Columns.instant(row, 10));
    }

    private static Message message(ResultSet row) throws SQLException {
        Author author = row.getString(2).equals(Author.STAFF.code()) ? Author.STAFF : Author.CUSTOMER;
        return new Message(row.getInt(1), author, row.getString(3), Columns.instant(row, 4));
    }

    private static <T> Optional<T> first(List<T> found) {
        return found.stream().findFirst();
    }
}
