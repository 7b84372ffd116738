package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up spans of a history, such as a month. Thread-safe. */
public final class Statements {
    private final Database database;
    private final History history;
    private final UsageSums usage;

    public Statements(Database database) {
        this.database = database;
        this.history = new History(database);
        this.usage = new UsageSums(database);
    }

    /**
     * The rows from {@code from} until before {@code to}.
     *
     * @param zone the account's time zone
     */
    public Statement of(AccountNumber account, ZoneId zone, Instant from, Instant to) {
        History.Span span;
        Amount opening;
        Amount closing;
        List<Statement.TypeSum> totals;
        List<Transaction> movements;
        try (Connection connection = database.openSnapshot()) {
            span = history.span(connection, account, from, to);
            opening = balanceAfter(connection, account, span.low() - 1);
            closing = span.high() < span.low() ? opening : balanceAfter(connection, account, span.high());
            totals = totals(connection, account, span);
            movements = movements(connection, account, span);
            connection.rollback();
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
        return new Statement(opening, closing, totals, byModel(account, zone, from, to), movements);
    }

    private static final String BALANCE_AFTER =
            "SELECT t.balance_after FROM transaction_ t WHERE t.bucket = ? AND t.account_no = ? AND t.sequence = ?";

    private static Amount balanceAfter(Connection connection, AccountNumber account, long sequence)
            throws SQLException {
        return Database.all(
                        connection,
                        BALANCE_AFTER,
                        row -> Amount.ofNanos(row.getLong(1)),
                        (short) account.bucket(),
                        account.number(),
                        sequence)
                .stream()
                .findFirst()
                .orElse(Amount.ZERO);
    }

    private static final String TOTALS = """
            SELECT t.type, count(*), sum(t.amount) FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.sequence BETWEEN ? AND ? GROUP BY t.type\
            """;

    private static List<Statement.TypeSum> totals(Connection connection, AccountNumber account, History.Span span)
            throws SQLException {
        return Database.all(
                        connection,
                        TOTALS,
                        Statements::typeSum,
                        (short) account.bucket(),
                        account.number(),
                        span.low(),
                        span.high())
                .stream()
                .sorted(Comparator.comparing(Statement.TypeSum::type))
                .toList();
    }

    private static Statement.TypeSum typeSum(ResultSet row) throws SQLException {
        return new Statement.TypeSum(
                TransactionType.ofCode(row.getString(1)),
                row.getLong(2),
                row.getBigDecimal(3).movePointLeft(Amount.DECIMALS));
    }

    private static final String MOVEMENTS = LockedRecords.TRANSACTIONS
            + " AND t.sequence BETWEEN ? AND ? AND t.type NOT IN ('charge', 'not_charged') ORDER BY t.sequence LIMIT ?";

    private static List<Transaction> movements(Connection connection, AccountNumber account, History.Span span)
            throws SQLException {
        return Database.all(
                connection,
                MOVEMENTS,
                LockedRecords::transaction,
                (short) account.bucket(),
                account.number(),
                span.low(),
                span.high(),
                Statement.MOST_MOVEMENTS);
    }

    private List<UsageSum> byModel(AccountNumber account, ZoneId zone, Instant from, Instant to) {
        Map<@Nullable String, UsageSum> models = new TreeMap<>(Comparator.nullsLast(Comparator.naturalOrder()));
        usage.of(account, zone, UsageSums.Bucket.DAY, UsageSums.Group.MODEL, from, to)
                .forEach(day -> models.merge(day.group(), day, UsageSum::plus));
        return List.copyOf(models.values());
    }
}
