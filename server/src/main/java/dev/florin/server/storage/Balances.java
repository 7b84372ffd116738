package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Draws;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Balances, now and at a past moment. Thread-safe. */
public final class Balances {
    /** Rows fetched at once while the past is added up. */
    private static final int ROWS_AT_ONCE = 5_000;

    /**
     * Holds end within 7 days. Those that nobody ended in time are the first rows that the account then gets, however late: so
     * many of them are looked at.
     */
    private static final Duration LONGEST_HOLD = Duration.ofDays(7);

    private static final int MOST_LATE_ENDS = 1_000;

    private final Database database;

    public Balances(Database database) {
        this.database = database;
    }

    private static final String NOW = """
            SELECT a.total, a.held, a.owed, k.now, coalesce(a.next_due <= k.now, false), a.sequence,
                   coalesce(g.paid, 0)::bigint, coalesce(g.bonus, 0)::bigint, coalesce(g.promo, 0)::bigint,
                   coalesce(g.goodwill, 0)::bigint
              FROM account a
             CROSS JOIN (SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' FROM clock c) AS k (now)
             CROSS JOIN LATERAL (
                   SELECT sum(g.remaining) FILTER (WHERE g.kind = 'paid'), sum(g.remaining) FILTER (WHERE g.kind = 'bonus'),
                          sum(g.remaining) FILTER (WHERE g.kind = 'promo'),
                          sum(g.remaining) FILTER (WHERE g.kind = 'goodwill')
                     FROM grant_ g WHERE g.bucket = a.bucket AND g.account_no = a.account_no AND g.live
                   ) AS g (paid, bonus, promo, goodwill)
             WHERE a.bucket = ? AND a.account_no = ?\
            """;

    private record Present(Balance balance, long sequence) {}

    /** What an account has; empty where there is none. */
    public Optional<Balance> now(AccountNumber account) {
        return database.first(NOW, Balances::present, (short) account.bucket(), account.number())
                .map(Present::balance);
    }

    private static Present present(ResultSet row) throws SQLException {
        Map<GrantKind, Amount> parts = new EnumMap<>(GrantKind.class);
        parts.put(GrantKind.PAID, Amount.ofNanos(row.getLong(7)));
        parts.put(GrantKind.BONUS, Amount.ofNanos(row.getLong(8)));
        parts.put(GrantKind.PROMO, Amount.ofNanos(row.getLong(9)));
        parts.put(GrantKind.GOODWILL, Amount.ofNanos(row.getLong(10)));
        Balance balance = new Balance(
                Amount.ofNanos(row.getLong(1)),
                Amount.ofNanos(row.getLong(2)),
                Amount.ofNanos(row.getLong(3)),
                parts,
                Columns.instant(row, 4),
                row.getBoolean(5));
        return new Present(balance, row.getLong(6));
    }

    /**
     * What an account had at a past moment, read from its rows; the present where {@code at} is not past. What holds set aside
     * is known by what they came to in the end: how an open hold grew has no row.
     */
    public Optional<Balance> at(AccountNumber account, Instant at) {
        try (Connection connection = database.openSnapshot()) {
            Optional<Present> present =
                    Database.all(connection, NOW, Balances::present, (short) account.bucket(), account.number())
                            .stream()
                            .findFirst();
            Optional<Balance> balance = present.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            at.isBefore(present.get().balance.asOf())
                                    ? past(connection, account, present.get(), at)
                                    : present.get().balance);
            connection.rollback();
            return balance;
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** From the nearer end: forward from nothing, or backward from what there is now. */
    private static Balance past(Connection connection, AccountNumber account, Present present, Instant at)
            throws SQLException {
        long after = TimeSearch.firstAt(connection, account, at.plus(1, ChronoUnit.MICROS));
        Map<GrantKind, Amount> parts = new EnumMap<>(GrantKind.class);
        long newer = present.sequence - after + 1;
        if (newer < after - 1) {
            parts.putAll(present.balance.parts());
            draw(connection, account, after, present.sequence, parts, false);
        } else {
            for (GrantKind kind : GrantKind.values()) {
                parts.put(kind, Amount.ZERO);
            }
            draw(connection, account, 1, after - 1, parts, true);
        }
        Amount total = parts.values().stream().reduce(Amount.ZERO, Amount::plus);
        Amount owed = total.minus(balanceAfter(connection, account, after - 1));
        Amount held = held(connection, account, after, at).min(total);
        return new Balance(total, held, owed, parts, at, false);
    }

    private static final String DRAWS = """
            SELECT t.draws FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence BETWEEN ? AND ? AND t.draws <> ''\
            """;

    private static void draw(
            Connection connection,
            AccountNumber account,
            long low,
            long high,
            Map<GrantKind, Amount> parts,
            boolean forward)
            throws SQLException {
        Map<Long, GrantKind> kinds = kinds(connection, account);
        try (PreparedStatement statement = connection.prepareStatement(DRAWS)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setShort(1, (short) account.bucket());
            statement.setLong(2, account.number());
            statement.setLong(3, low);
            statement.setLong(4, high);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    for (Draw draw : Draws.read(row.getString(1))) {
                        GrantKind kind = Check.present(kinds.get(draw.grant()), "the grant of a draw");
                        parts.merge(
                                kind, forward ? draw.change() : draw.change().negated(), Amount::plus);
                    }
                }
            }
        }
    }

    private static final String KINDS =
            "SELECT g.grant_no, g.kind FROM grant_ g WHERE g.bucket = ? AND g.account_no = ?";

    private static Map<Long, GrantKind> kinds(Connection connection, AccountNumber account) throws SQLException {
        Map<Long, GrantKind> kinds = new HashMap<>();
        record Numbered(long number, GrantKind kind) {}
        Database.all(
                        connection,
                        KINDS,
                        row -> new Numbered(row.getLong(1), GrantKind.ofCode(row.getString(2))),
                        (short) account.bucket(),
                        account.number())
                .forEach(each -> kinds.put(each.number, each.kind));
        return kinds;
    }

    private static final String BALANCE_AFTER =
            "SELECT t.balance_after FROM transaction_ t WHERE t.bucket = ? AND t.account_no = ? AND t.sequence = ?";

    private static Amount balanceAfter(Connection connection, AccountNumber account, long sequence)
            throws SQLException {
        return Amount.ofNanos(number(connection, BALANCE_AFTER, account, sequence));
    }

    private static final String HELD = """
            SELECT (coalesce((SELECT sum(t.held) FROM transaction_ t
                               WHERE t.bucket = n.bucket AND t.account_no = n.account_no
                                 AND t.sequence BETWEEN ? AND ? AND t.placed_at <= n.at), 0)
                    + coalesce((SELECT sum(h.amount) FROM hold h
                                 WHERE h.bucket = n.bucket AND h.account_no = n.account_no
                                   AND h.placed_at <= n.at), 0))::bigint
              FROM (SELECT ?::smallint, ?::bigint, ?::timestamptz) AS n (bucket, account_no, at)\
            """;

    private static Amount held(Connection connection, AccountNumber account, long after, Instant at)
            throws SQLException {
        long last = TimeSearch.firstAt(connection, account, at.plus(LONGEST_HOLD)) + MOST_LATE_ENDS;
        return Database.all(
                        connection,
                        HELD,
                        row -> Amount.ofNanos(row.getLong(1)),
                        after,
                        last,
                        (short) account.bucket(),
                        account.number(),
                        LockedRecords.utc(at))
                .getFirst();
    }

    private static long number(Connection connection, String sql, AccountNumber account, @Nullable Object last)
            throws SQLException {
        return Database.all(connection, sql, row -> row.getLong(1), (short) account.bucket(), account.number(), last)
                .stream()
                .findFirst()
                .orElse(0L);
    }
}
