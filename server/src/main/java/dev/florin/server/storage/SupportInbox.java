package dev.florin.server.storage;

import dev.florin.server.storage.Ticket.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What staff sees of all conversations, and how pages learn that one has moved. Thread-safe. */
public final class SupportInbox {
    /** Letters of the last message that a list shows. */
    private static final int EXCERPT = 160;

    private final Database database;

    public SupportInbox(Database database) {
        this.database = database;
    }

    /** Which conversations a list shows. */
    public enum Filter {
        /** All that are not closed. */
        OPEN,
        /** Those that wait for staff, whoever has waited longest first. */
        WAITING,
        ANSWERED,
        CLOSED
    }

    /**
     * A line of the list.
     *
     * @param customer how the host calls the account; absent for visitors
     * @param name of the customer, where one is known
     * @param excerpt how the last message begins
     */
    public record Line(
            Ticket ticket,
            @Nullable String customer,
            @Nullable String name,
            String excerpt) {}

    /** Where a page of the list ended. */
    public record Place(Instant updatedAt, TicketNumber number) {
        public static Place of(Ticket ticket) {
            return new Place(ticket.updatedAt(), ticket.number());
        }
    }

    private static final String LINES = "SELECT " + SupportTickets.COLUMNS + ", k.external_id, k.name,"
            + " (SELECT left(m.text, ?) FROM support_message m"
            + "   WHERE m.ticket_no = t.ticket_no AND m.message_no = t.messages)"
            + " FROM support_ticket t LEFT JOIN customer k ON k.account_no = t.account_no"
            + " WHERE NOT t.erased AND t.state = ANY (?)";

    private static final String NEWEST = LINES + " ORDER BY t.updated_at DESC, t.ticket_no DESC LIMIT ?";

    private static final String AFTER =
            LINES + " AND (t.updated_at, t.ticket_no) < (?, ?) ORDER BY t.updated_at DESC, t.ticket_no DESC LIMIT ?";

    private static final String OLDEST = LINES + " ORDER BY t.updated_at, t.ticket_no LIMIT ?";

    private static final String BEFORE =
            LINES + " AND (t.updated_at, t.ticket_no) > (?, ?) ORDER BY t.updated_at, t.ticket_no LIMIT ?";

    /** At most {@code limit} lines, from the beginning or after the place where another page ended. */
    public List<Line> list(Filter filter, @Nullable Place after, int limit) {
        String[] states = switch (filter) {
            case OPEN -> new String[] {State.WAITING.code(), State.ANSWERED.code()};
            case WAITING -> new String[] {State.WAITING.code()};
            case ANSWERED -> new String[] {State.ANSWERED.code()};
            case CLOSED -> new String[] {State.CLOSED.code()};
        };
        boolean longestFirst = filter == Filter.WAITING;
        return after == null
                ? database.all(longestFirst ? OLDEST : NEWEST, SupportInbox::line, EXCERPT, states, limit)
                : database.all(
                        longestFirst ? BEFORE : AFTER,
                        SupportInbox::line,
                        EXCERPT,
                        states,
                        LockedRecords.utc(after.updatedAt()),
                        after.number().value(),
                        limit);
    }

    private static Line line(ResultSet row) throws SQLException {
        String excerpt = row.getString(13);
        return new Line(
                SupportTickets.ticket(row), row.getString(11), row.getString(12), excerpt == null ? "" : excerpt);
    }

    /** How many wait and are answered; whoever wants to know how many were ever closed has time to count. */
    public record Counts(int waiting, int answered) {}

    private static final String COUNTS = "SELECT count(*) FILTER (WHERE t.state = 'waiting'),"
            + " count(*) FILTER (WHERE t.state = 'answered') FROM support_ticket t WHERE t.state <> 'closed' AND NOT t.erased";

    public Counts counts() {
        return database.first(COUNTS, row -> new Counts(row.getInt(1), row.getInt(2)))
                .orElse(new Counts(0, 0));
    }

    private static final String MOVED =
            "SELECT t.updated_at, t.ticket_no FROM support_ticket t ORDER BY t.updated_at DESC, t.ticket_no DESC LIMIT 1";

    /** What was written or closed last; another answer than before means that the list is another. */
    public String moved() {
        return database.first(MOVED, row -> Columns.instant(row, 1) + " " + row.getLong(2))
                .orElse("");
    }

    /** How far a conversation is. */
    public record Progress(int messages, State state) {}

    private static final String PROGRESS =
            "SELECT t.ticket_no, t.messages, t.state FROM support_ticket t WHERE t.ticket_no = ANY (?) AND NOT t.erased";

    /** How far each of some conversations is: one question for all pages that follow them. */
    public Map<TicketNumber, Progress> progress(Collection<TicketNumber> numbers) {
        record Found(TicketNumber number, Progress progress) {}
        Long[] asked = numbers.stream().map(TicketNumber::value).toArray(Long[]::new);
        return database
                .all(
                        PROGRESS,
                        row -> new Found(
                                new TicketNumber(row.getLong(1)),
                                new Progress(row.getInt(2), State.ofCode(row.getString(3)))),
                        (Object) asked)
                .stream()
                .collect(Collectors.toMap(Found::number, Found::progress));
    }
}
