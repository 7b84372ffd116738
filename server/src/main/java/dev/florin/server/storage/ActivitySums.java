package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened to an account, added up by quarters of an hour and by everything that a page can filter by: hours and days of
 * any time zone, groups and tiles are put together from it. Thread-safe.
 */
public final class ActivitySums {
    private static final int QUARTER_SECONDS = 900;

    private final Database database;
    private final History history;

    public ActivitySums(Database database) {
        this.database = database;
        this.history = new History(database);
    }

    private static final String SUMS = """
            SELECT floor(extract(epoch FROM t.created_at) / ?)::bigint AS quarter, t.type, t.model, t.feature,
                   coalesce(t.key_no, 0), count(*), sum(t.amount)
              FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence BETWEEN ? AND ?
             GROUP BY 1, 2, 3, 4, 5 ORDER BY 1\
            """;

    /** What happened from {@code from} until now, by time. */
    public List<ActivitySum> of(AccountNumber account, Instant from) {
        try (Connection connection = database.openForReading()) {
            History.Span span = history.span(connection, account, from, null);
            return Database.all(
                    connection,
                    SUMS,
                    ActivitySums::sum,
                    QUARTER_SECONDS,
                    (short) account.bucket(),
                    account.number(),
                    span.low(),
                    span.high());
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static ActivitySum sum(ResultSet row) throws SQLException {
        return new ActivitySum(
                Instant.ofEpochSecond(row.getLong(1) * QUARTER_SECONDS),
                TransactionType.ofCode(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getBigDecimal(7).movePointLeft(Amount.DECIMALS));
    }

    private static final String REVERSED = """
            SELECT t.reverses, t.sequence, t.amount FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.reverses = ANY (?) ORDER BY t.sequence\
            """;

    /**
     * Credit given back of a charge.
     *
     * @param charge its sequence
     * @param reversal the sequence of the row that gave it back
     */
    public record Reversal(long charge, long reversal, Amount amount) {}

    /** What was given back of charges, by the sequence of the charge; those of which nothing was are left out. */
    public Map<Long, List<Reversal>> reversals(AccountNumber account, List<Long> charges) {
        if (charges.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<Reversal>> byCharge = new TreeMap<>();
        database.all(
                        REVERSED,
                        row -> new Reversal(row.getLong(1), row.getLong(2), Amount.ofNanos(row.getLong(3))),
                        (short) account.bucket(),
                        account.number(),
                        charges.toArray(Long[]::new))
                .forEach(each -> byCharge
                        .computeIfAbsent(each.charge, unseen -> new ArrayList<>())
                        .add(each));
        return byCharge;
    }
}
