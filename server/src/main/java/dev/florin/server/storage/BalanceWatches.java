package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.core.notices.BalanceWatch;
import dev.florin.core.notices.Band;
import dev.florin.core.notices.Levels;
import dev.florin.core.notices.Mark;
import dev.florin.core.purchases.Announcement.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to which row each account's history was followed, and what that told. A step is saved only over the very state that it was
 * taken from, together with what it announces: of several processes that take the same step, one succeeds. Thread-safe.
 */
public final class BalanceWatches {
    private final Database database;

    public BalanceWatches(Database database) {
        this.database = database;
    }

    /**
     * An account that is followed.
     *
     * @param version counts the steps that were saved; absent = none was
     * @param newest the last row there is
     * @param balance after it
     * @param limited whether it or one of its gateway keys has spending limits
     */
    public record Followed(
            AccountNumber account,
            BalanceWatch watch,
            @Nullable Long version,
            Levels levels,
            long newest,
            Amount balance,
            boolean limited,
            Instant now) {}

    private static final String WATCH = """
            w.sequence, w.low, w.low_told_at, w.very_low, w.very_low_told_at, w.empty, w.empty_told_at, w.empty_below,
            w.recovered_told_at\
            """;

    private static final String FOLLOWED = "SELECT " + WATCH + """
            , w.version, s.low_level, s.very_low_level, a.bucket, a.account_no, a.sequence, a.total - a.owed,
              coalesce(a.limit_day, a.limit_week, a.limit_month) IS NOT NULL
                OR EXISTS (SELECT FROM gateway_key g WHERE g.bucket = a.bucket AND g.account_no = a.account_no
                              AND g.revoked_at IS NULL
                              AND coalesce(g.limit_day, g.limit_week, g.limit_month, g.limit_total) IS NOT NULL),
              clock_timestamp() + k.offset_micros * interval '1 microsecond'
              FROM account a
             CROSS JOIN clock k
              LEFT JOIN balance_watch w ON w.bucket = a.bucket AND w.account_no = a.account_no
              LEFT JOIN notice_setting s ON s.bucket = a.bucket AND s.account_no = a.account_no\
            """;

    private static final String ONE = FOLLOWED + " WHERE a.bucket = ? AND a.account_no = ? AND NOT a.deleted";

    public Optional<Followed> find(AccountNumber account) {
        return database.first(ONE, BalanceWatches::followed, (short) account.bucket(), account.number());
    }

    private static final String BEHIND = """
            SELECT a.bucket, a.account_no
              FROM account a LEFT JOIN balance_watch w ON w.bucket = a.bucket AND w.account_no = a.account_no
             WHERE (a.bucket, a.account_no) > (?, ?) AND a.sequence > coalesce(w.sequence, 0) AND NOT a.deleted
             ORDER BY a.bucket, a.account_no LIMIT ?\
            """;

    /**
     * Accounts with rows that are not known to be followed, in their order.
     *
     * @param after the last one of the page before; absent = from the first on
     */
    public List<AccountNumber> behind(@Nullable AccountNumber after, int limit) {
        return database.all(
                BEHIND,
                row -> new AccountNumber(row.getInt(1), row.getLong(2)),
                after == null ? (short) -1 : (short) after.bucket(),
                after == null ? 0 : after.number(),
                limit);
    }

    /** A row of the history, as far as levels are concerned. */
    public record Row(long sequence, Amount balance, Instant at) {}

    private static final String NEXT = """
            SELECT t.sequence, t.balance_after, t.created_at
              FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence > ? AND t.sequence <= ?
               AND (t.balance_after < ? OR t.balance_after >= ? OR t.created_at >= ?::timestamptz)
             ORDER BY t.sequence LIMIT 1\
            """;

    /** The first row after {@code after} that the band does not hold. */
    public Optional<Row> next(AccountNumber account, long after, long last, Band band) {
        return database.first(
                NEXT,
                row -> new Row(row.getLong(1), Amount.ofNanos(row.getLong(2)), Columns.instant(row, 3)),
                (short) account.bucket(),
                account.number(),
                after,
                last,
                band.atLeast(),
                band.below(),
                AccountStatements.time(band.until()));
    }

    /** Something to announce about the balance, with the row that it follows from. */
    public record Told(Event event, long row, Instant at) {}

    private static final String ADD = """
            INSERT INTO balance_watch (version, sequence, low, low_told_at, very_low, very_low_told_at, empty, empty_told_at,
                                       empty_below, recovered_told_at, bucket, account_no)
            VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ON CONSTRAINT balance_watch_pk DO NOTHING\
            """;

    private static final String CHANGE = """
            UPDATE balance_watch
               SET version = version + 1, sequence = ?, low = ?, low_told_at = ?, very_low = ?, very_low_told_at = ?, empty = ?,
                   empty_told_at = ?, empty_below = ?, recovered_told_at = ?
             WHERE bucket = ? AND account_no = ? AND version = ?\
            """;

    /** Saves where an account is followed to and what that tells; false where another process was first. */
    public boolean save(Followed before, BalanceWatch after, List<Told> told) {
        AccountNumber account = before.account();
        return database.change(connection -> {
            if (put(connection, account, after, before.version()) == 0) {
                return false;
            }
            for (Told each : told) {
                Outbox.announce(connection, account, each.event(), each.row(), null, each.at());
            }
            if (before.watch().shown() != after.shown()) {
                Notices.follow(connection, account);
            }
            return true;
        });
    }

    private static int put(Connection connection, AccountNumber account, BalanceWatch watch, @Nullable Long version)
            throws SQLException {
        @Nullable
        Object[] parameters = {
            watch.sequence(),
            watch.low().state().code(),
            AccountStatements.time(watch.low().toldAt()),
            watch.veryLow().state().code(),
            AccountStatements.time(watch.veryLow().toldAt()),
            watch.empty().state().code(),
            AccountStatements.time(watch.empty().toldAt()),
            watch.emptyBelow().nanos(),
            AccountStatements.time(watch.recoveredAt()),
            (short) account.bucket(),
            account.number(),
            version
        };
        return version == null
                ? Database.update(connection, ADD, Arrays.copyOf(parameters, parameters.length - 1))
                : Database.update(connection, CHANGE, parameters);
    }

    private static final String OF =
            "SELECT " + WATCH + " FROM balance_watch w WHERE w.bucket = ? AND w.account_no = ?";

    static Optional<BalanceWatch> watch(Connection connection, AccountNumber account) throws SQLException {
        return Database.all(connection, OF, BalanceWatches::watch, (short) account.bucket(), account.number()).stream()
                .findFirst();
    }

    private static BalanceWatch watch(ResultSet row) throws SQLException {
        return new BalanceWatch(
                row.getLong(1),
                mark(row, 2),
                mark(row, 4),
                mark(row, 6),
                Amount.ofNanos(row.getLong(8)),
                Columns.time(row, 9));
    }

    private static Mark mark(ResultSet row, int column) throws SQLException {
        return new Mark(Mark.State.ofCode(row.getString(column)), Columns.time(row, column + 1));
    }

    private static Followed followed(ResultSet row) throws SQLException {
        Long version = Columns.number(row, 10);
        Long low = Columns.number(row, 11);
        return new Followed(
                new AccountNumber(row.getInt(13), row.getLong(14)),
                version == null ? BalanceWatch.NEW : watch(row),
                version,
                low == null ? Levels.USUAL : NoticeSettings.levels(low, row.getLong(12)),
                row.getLong(15),
                Amount.ofNanos(row.getLong(16)),
                row.getBoolean(17),
                Columns.instant(row, 18));
    }
}
