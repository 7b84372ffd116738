package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Micros;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves the books from the rows alone.
 *
 * <p>A proof reads one snapshot, so that traffic beside it never looks like a difference, and goes through all tables side by
 * side, account by account: what is in memory is a few thousand rows and a few numbers for each grant and hold of one account.
 * It trusts nothing that is kept: totals, what is left of grants, heads of chains, costs and uses of limits are all computed
 * anew. It changes nothing, locks nothing, and may run beside any number of servers. Thread-safe.
 */
public final class Books {
    /**
     * Rows younger than this are not anchored: a transaction that is still under way has read its time already, and none stays
     * under way for so long.
     */
    static final Duration SETTLED = Duration.ofMinutes(5);

    /** Sorting a history of millions takes longer than any page may. */
    private static final int PATIENCE_MILLIS = 6 * 60 * 60 * 1_000;

    private static final int ROWS_AT_ONCE = 2_000;

    private final Database database;

    public Books(Database database) {
        this.database = database;
    }

    /** Proves everything. */
    public BooksReport verify() {
        return verify(null);
    }

    /**
     * Proves everything.
     *
     * @param expected an anchor from before, of which all rows must still be there; absent = none is looked at
     */
    public BooksReport verify(@Nullable Anchor expected) {
        try (Connection connection = open()) {
            BooksReport report = new BooksProof(connection, now(connection), expected).run();
            connection.rollback();
            return report;
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /**
     * Proves rows that are not committed yet, in the transaction that has brought them.
     *
     * @throws BackupFault naming the first row that does not fit
     */
    public static void requireProven(Connection connection) throws SQLException {
        setUp(connection);
        BooksReport report = new BooksProof(connection, now(connection), null).run();
        Optional<Difference> difference = report.firstDifference();
        if (difference.isPresent()) {
            throw new BackupFault(
                    "The books of this backup do not balance, and nothing was restored: " + difference.orElseThrow());
        }
    }

    /* Enough to sort some millions of rows in few passes; at most a handful of sorts run at once. */
    private static final String SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off";

    private Connection open() throws SQLException {
        Connection connection = database.openSnapshot();
        try {
            setUp(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void setUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            statement.execute(SETTINGS);
        }
    }

    private static final String NOW =
            "SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond' FROM clock c";

    private static Instant now(Connection connection) throws SQLException {
        return Database.all(connection, NOW, row -> Columns.instant(row, 1)).getFirst();
    }

    /* Only an account with rows younger than the anchor is looked for its last row before it, from the newest on. */
    private static final String HEADS = """
            SELECT a.account_no, coalesce(t.sequence, a.sequence), coalesce(t.hash, a.head),
                   coalesce(t.created_at, a.last_at)
              FROM account a
              LEFT JOIN LATERAL (SELECT t.sequence, t.hash, t.created_at FROM transaction_ t
                                  WHERE t.bucket = a.bucket AND t.account_no = a.account_no AND t.created_at < ?
                                    AND a.last_at >= ?
                                  ORDER BY t.sequence DESC LIMIT 1) AS t ON true
             WHERE a.sequence > 0 ORDER BY a.bucket, a.account_no\
            """;

    /** Anchors the heads of all chains as they stand, but for the last few minutes. It proves nothing. */
    public Anchor anchor() {
        try (Connection connection = open();
                PreparedStatement statement = connection.prepareStatement(HEADS)) {
            Anchor.Chains chains = new Anchor.Chains(Micros.cut(now(connection).minus(SETTLED)));
            OffsetDateTime until = LockedRecords.utc(chains.until());
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setObject(1, until);
            statement.setObject(2, until);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    chains.row(row.getLong(2), Columns.instant(row, 4), Digest.of(row.getBytes(3)));
                    chains.account(row.getLong(1));
                }
            }
            connection.rollback();
            return chains.anchor();
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static final String DIFFERENCE = """
            SELECT coalesce(sum(abs(a.total - a.owed - coalesce(t.balance_after, 0))
                                + abs(a.total - coalesce(g.remaining, 0)) + abs(a.held - coalesce(h.held, 0))), 0)
              FROM account a
              LEFT JOIN transaction_ t
                ON t.bucket = a.bucket AND t.account_no = a.account_no AND t.sequence = a.sequence
              LEFT JOIN (SELECT g.bucket, g.account_no, sum(g.remaining) AS remaining FROM grant_ g
                          WHERE g.live GROUP BY g.bucket, g.account_no) AS g
                ON g.bucket = a.bucket AND g.account_no = a.account_no
              LEFT JOIN (SELECT h.bucket, h.account_no, sum(h.amount) AS held FROM hold h
                          GROUP BY h.bucket, h.account_no) AS h
                ON h.bucket = a.bucket AND h.account_no = a.account_no\
            """;

    /**
     * By how much the accounts' rows differ from their last transactions, their grants and their open holds, all together: zero
     * unless something is very wrong. It reads a row or two for each account and not the history, so it can be asked often.
     */
    public Amount difference() {
        try (Connection connection = open()) {
            Amount difference = difference(connection);
            connection.rollback();
            return difference;
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    static Amount difference(Connection connection) throws SQLException {
        return Database.all(connection, DIFFERENCE, row -> Amount.ofNanos(row.getLong(1)))
                .getFirst();
    }
}
