package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.Grant;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Model;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The histories of accounts, read for people and the API: rows, and the grants that they draw on. Nothing here locks or
 * changes anything. Thread-safe.
 */
public final class History {
    /** A page reads no more rows than this, however few of them a filter lets through: some tens of milliseconds. */
    public static final int MOST_READ = 20_000;

    /** Enough calls to know what is usual, few enough to follow a change of habit. */
    private static final int CALLS_FOR_A_MEDIAN = 100;

    private final Database database;

    public History(Database database) {
        this.database = database;
    }

    private static final String ONE = LockedRecords.TRANSACTIONS + " AND t.sequence = ?";

    /** One row. */
    public Optional<Transaction> transaction(AccountNumber account, long sequence) {
        return database.first(ONE, LockedRecords::transaction, (short) account.bucket(), account.number(), sequence);
    }

    /**
     * Which rows of a history can be in a list.
     *
     * @param low the first of them
     * @param high the last; below {@code low} where there are none
     */
    record Span(long low, long high) {}

    Span span(Connection connection, AccountNumber account, @Nullable Instant from, @Nullable Instant to)
            throws SQLException {
        long low = from == null ? 1 : TimeSearch.firstAt(connection, account, from);
        long high = to == null
                ? TimeSearch.lastSequence(connection, account)
                : TimeSearch.firstAt(connection, account, to) - 1;
        return new Span(low, high);
    }

    private static final String IN_SPAN = LockedRecords.TRANSACTIONS + " AND t.sequence BETWEEN ? AND ?";

    private static final String NEWEST_FIRST = IN_SPAN + TransactionFilter.SQL + " ORDER BY t.sequence DESC LIMIT ?";

    private static final String OLDEST_FIRST = IN_SPAN + TransactionFilter.SQL + " ORDER BY t.sequence LIMIT ?";

    /** A page of a history. */
    public Listing<Transaction> transactions(AccountNumber account, TransactionFilter filter, Slice slice) {
        try (Connection connection = database.openForReading()) {
            Span span = span(connection, account, filter.from(), filter.to());
            Long olderThan = slice.olderThan();
            Long newerThan = slice.newerThan();
            long low = newerThan == null ? span.low : Math.max(span.low, newerThan + 1);
            long high = olderThan == null ? span.high : Math.min(span.high, olderThan - 1);
            if (slice.backwards()) {
                long lastRead = Math.min(high, low + MOST_READ - 1);
                List<Transaction> found =
                        read(connection, OLDEST_FIRST, account, new Span(low, lastRead), filter, slice.limit() + 1);
                return Listing.of(found, slice, Transaction::sequence, lastRead < high, lastRead);
            }
            long lastRead = Math.max(low, high - MOST_READ + 1);
            List<Transaction> found =
                    read(connection, NEWEST_FIRST, account, new Span(lastRead, high), filter, slice.limit() + 1);
            return Listing.of(found, slice, Transaction::sequence, lastRead > low, lastRead);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static List<Transaction> read(
            Connection connection, String sql, AccountNumber account, Span span, TransactionFilter filter, int limit)
            throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add((short) account.bucket());
        parameters.add(account.number());
        parameters.add(span.low);
        parameters.add(span.high);
        parameters.addAll(Arrays.asList(filter.parameters()));
        parameters.add(limit);
        return Database.all(connection, sql, LockedRecords::transaction, parameters.toArray());
    }

    /** Every row that a filter lets through, oldest first, of the history as it is now. */
    public TransactionStream export(AccountNumber account, TransactionFilter filter) {
        try (Connection connection = database.openForReading()) {
            return new TransactionStream(this, account, filter, span(connection, account, filter.from(), filter.to()));
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** The next rows of an export. */
    List<Transaction> next(AccountNumber account, TransactionFilter filter, Span span, int limit) {
        try (Connection connection = database.openForReading()) {
            return read(connection, OLDEST_FIRST, account, span, filter, limit);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static final String GRANT =
            "SELECT " + Columns.GRANT + " FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? AND g.grant_no = ?";

    public Optional<Grant> grant(AccountNumber account, long number) {
        return database.first(GRANT, Columns::grant, (short) account.bucket(), account.number(), number);
    }

    private static final String GRANTS = "SELECT " + Columns.GRANT
            + " FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? AND g.grant_no BETWEEN ? AND ?";

    private static final String NEWEST_GRANTS = GRANTS + " ORDER BY g.grant_no DESC LIMIT ?";

    private static final String OLDEST_GRANTS = GRANTS + " ORDER BY g.grant_no LIMIT ?";

    /** A page of an account's grants. */
    public Listing<Grant> grants(AccountNumber account, Slice slice) {
        Long olderThan = slice.olderThan();
        Long newerThan = slice.newerThan();
        List<Grant> found = database.all(
                slice.backwards() ? OLDEST_GRANTS : NEWEST_GRANTS,
                Columns::grant,
                (short) account.bucket(),
                account.number(),
                newerThan == null ? 1 : newerThan + 1,
                olderThan == null ? Long.MAX_VALUE : olderThan - 1,
                slice.limit() + 1);
        return Listing.of(found, slice, Grant::number);
    }

    private static final String OPEN_GRANTS = "SELECT " + Columns.GRANT
            + " FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? AND g.live ORDER BY g.grant_no LIMIT ?";

    /** The grants of an account that have something left, oldest first. */
    public List<Grant> openGrants(AccountNumber account, int limit) {
        return database.all(OPEN_GRANTS, Columns::grant, (short) account.bucket(), account.number(), limit);
    }

    private static final String MEDIAN = """
            SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY call.output_tokens)
              FROM (SELECT t.output_tokens
                      FROM account a
                      JOIN transaction_ t ON t.bucket = a.bucket AND t.account_no = a.account_no
                                         AND t.sequence > a.sequence - ?
                     WHERE a.bucket = ? AND a.account_no = ? AND t.model = ? AND t.output_tokens IS NOT NULL
                       AND (?::text IS NULL OR t.feature = ?)
                     ORDER BY t.sequence DESC LIMIT ?) AS call\
            """;

    /**
     * The median output of the account's last {@value #CALLS_FOR_A_MEDIAN} calls of a model and feature (of any, where none is
     * named), as far as they are among its last {@value #MOST_READ} rows; empty where there are none.
     */
    public OptionalLong usualOutputTokens(AccountNumber account, Model model, @Nullable String feature) {
        Long median = database.all(
                        MEDIAN,
                        row -> Optional.ofNullable(Columns.number(row, 1)),
                        MOST_READ,
                        (short) account.bucket(),
                        account.number(),
                        model.name(),
                        feature,
                        feature,
                        CALLS_FOR_A_MEDIAN)
                .getFirst()
                .orElse(null);
        return median == null ? OptionalLong.empty() : OptionalLong.of(median);
    }
}
