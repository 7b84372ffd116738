package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.HoldRecord.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The holds of accounts, open and ended, read for people and the API. Thread-safe. */
public final class Holds {
    private final Database database;

    public Holds(Database database) {
        this.database = database;
    }

    private static final String OPEN =
            "SELECT " + Columns.HOLD + " FROM hold h WHERE h.bucket = ? AND h.account_no = ? AND h.hold_no = ?";

    private static final String ENDED = LockedRecords.TRANSACTIONS + " AND t.hold_no = ?";

    /** A hold by its number. It is looked for among the open ones first: those that end meanwhile are found after. */
    public Optional<HoldRecord> hold(AccountNumber account, long number) {
        short bucket = (short) account.bucket();
        Optional<Hold> open = database.first(OPEN, Columns::hold, bucket, account.number(), number);
        return open.isPresent()
                ? open.map(HoldRecord.Open::new)
                : end(account, number).map(HoldRecord.Ended::new);
    }

    /** The row that ended a hold. */
    public Optional<Transaction> end(AccountNumber account, long number) {
        return database.first(ENDED, LockedRecords::transaction, (short) account.bucket(), account.number(), number);
    }

    /**
     * A page of an account's holds.
     *
     * @param status only those; absent = all
     */
    public Listing<HoldRecord> list(AccountNumber account, @Nullable Status status, Slice slice) {
        try (Connection connection = database.openSnapshot()) {
            Span span = status == Status.OPEN ? everywhere(slice) : span(connection, account, slice);
            List<HoldRecord> found = new ArrayList<>();
            if (status == null || status == Status.OPEN) {
                open(connection, account, span, slice).forEach(hold -> found.add(new HoldRecord.Open(hold)));
            }
            if (status != Status.OPEN) {
                ended(connection, account, span, slice, status).forEach(row -> found.add(new HoldRecord.Ended(row)));
            }
            connection.rollback();
            Comparator<HoldRecord> byNumber = Comparator.comparingLong(HoldRecord::number);
            found.sort(slice.backwards() ? byNumber : byNumber.reversed());
            List<HoldRecord> page = found.subList(0, Math.min(found.size(), slice.limit() + 1));
            return Listing.of(page, slice, HoldRecord::number, span.stopped(), span.lastRead());
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** The numbers that a page looks at. Every number is a hold, open or ended: so this bounds what is read. */
    private record Span(long low, long high, boolean stopped, long lastRead) {}

    /** Open holds are few, and their table has no others. */
    private static Span everywhere(Slice slice) {
        Long olderThan = slice.olderThan();
        Long newerThan = slice.newerThan();
        return new Span(
                newerThan == null ? 1 : newerThan + 1, olderThan == null ? Long.MAX_VALUE : olderThan - 1, false, 0);
    }

    private static final String LAST_HOLD = "SELECT a.last_hold FROM account a WHERE a.bucket = ? AND a.account_no = ?";

    private static Span span(Connection connection, AccountNumber account, Slice slice) throws SQLException {
        long last =
                Database.all(connection, LAST_HOLD, row -> row.getLong(1), (short) account.bucket(), account.number())
                        .stream()
                        .findFirst()
                        .orElse(0L);
        Long olderThan = slice.olderThan();
        Long newerThan = slice.newerThan();
        if (newerThan != null) {
            long high = Math.min(last, newerThan + History.MOST_READ);
            return new Span(newerThan + 1, high, high < last, high);
        }
        long high = olderThan == null ? last : Math.min(last, olderThan - 1);
        long low = Math.max(1, high - History.MOST_READ + 1);
        return new Span(low, high, low > 1, low);
    }

    private static final String OPEN_IN_SPAN = "SELECT " + Columns.HOLD
            + " FROM hold h WHERE h.bucket = ? AND h.account_no = ? AND h.hold_no BETWEEN ? AND ?";

    private static final String NEWEST_OPEN = OPEN_IN_SPAN + " ORDER BY h.hold_no DESC LIMIT ?";

    private static final String OLDEST_OPEN = OPEN_IN_SPAN + " ORDER BY h.hold_no LIMIT ?";

    private static List<Hold> open(Connection connection, AccountNumber account, Span span, Slice slice)
            throws SQLException {
        return Database.all(
                connection,
                slice.backwards() ? OLDEST_OPEN : NEWEST_OPEN,
                Columns::hold,
                (short) account.bucket(),
                account.number(),
                span.low,
                span.high,
                slice.limit() + 1);
    }

    private static final String ENDED_IN_SPAN =
            LockedRecords.TRANSACTIONS + " AND t.hold_no BETWEEN ? AND ? AND (?::text IS NULL OR t.hold_end = ?)";

    private static final String NEWEST_ENDED = ENDED_IN_SPAN + " ORDER BY t.hold_no DESC LIMIT ?";

    private static final String OLDEST_ENDED = ENDED_IN_SPAN + " ORDER BY t.hold_no LIMIT ?";

    private static List<Transaction> ended(
            Connection connection, AccountNumber account, Span span, Slice slice, @Nullable Status status)
            throws SQLException {
        String code = status == null ? null : status.code();
        return Database.all(
                connection,
                slice.backwards() ? OLDEST_ENDED : NEWEST_ENDED,
                LockedRecords::transaction,
                (short) account.bucket(),
                account.number(),
                span.low,
                span.high,
                code,
                code,
                slice.limit() + 1);
    }

    private static final String BY_AGE = """
            SELECT count(*) FILTER (WHERE h.age < interval '1 minute'),
                   count(*) FILTER (WHERE h.age >= interval '1 minute' AND h.age < interval '10 minutes'),
                   count(*) FILTER (WHERE h.age >= interval '10 minutes' AND h.age < interval '1 hour'),
                   count(*) FILTER (WHERE h.age >= interval '1 hour' AND h.age < interval '1 day'),
                   count(*) FILTER (WHERE h.age >= interval '1 day')
              FROM (SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' - h.placed_at
                      FROM hold h CROSS JOIN clock c) AS h (age)\
            """;

    /** How many holds are open, of all accounts: for less than a minute, 10 minutes, an hour, a day, and longer. */
    public List<Long> openByAge() {
        return database.first(BY_AGE, row -> {
                    List<Long> counts = new ArrayList<>();
                    for (int column = 1; column <= 5; column++) {
                        counts.add(row.getLong(column));
                    }
                    return counts;
                })
                .orElseThrow();
    }
}
