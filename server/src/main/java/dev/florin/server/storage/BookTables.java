package dev.florin.server.storage;

import dev.florin.core.ledger.Target;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All tables of the ledger side by side, each in the order of the accounts, as of one moment. Not thread-safe. */
final class BookTables implements AutoCloseable {
    private static final String ACCOUNTS =
            "SELECT " + Columns.ACCOUNT + " FROM account a ORDER BY a.bucket, a.account_no";

    private static final String CUSTOMERS = """
            SELECT c.bucket, c.account_no, c.external_id LIKE 'deleted:%',
                   c.email IS NULL AND c.name IS NULL AND c.metadata = '{}' AND c.fingerprint = ''
              FROM customer c ORDER BY c.bucket, c.account_no\
            """;

    private static final String TRANSACTIONS = "SELECT " + Columns.TRANSACTION + """
              FROM transaction_ t
              LEFT JOIN transaction_text w
                ON w.bucket = t.bucket AND w.account_no = t.account_no AND w.sequence = t.sequence
             ORDER BY t.bucket, t.account_no, t.sequence\
            """;

    private static final String REVERSALS = """
            SELECT t.bucket, t.account_no, t.reverses, sum(t.amount) FROM transaction_ t
             WHERE t.reverses IS NOT NULL AND t.type = 'reversal'
             GROUP BY t.bucket, t.account_no, t.reverses ORDER BY t.bucket, t.account_no, t.reverses\
            """;

    private static final String KEYS = """
            SELECT k.bucket, k.account_no, k.kind, k.number FROM key_ k ORDER BY k.bucket, k.account_no\
            """;

    private static final String GATEWAY_KEYS =
            "SELECT " + GatewayKeys.COLUMNS + " FROM gateway_key g ORDER BY g.bucket, g.account_no, g.key_no";

    private final List<BookCursor> all = new ArrayList<>();
    private final BookCursor accounts;
    private final BookCursor customers;
    private final BookCursor grants;
    private final BookCursor holds;
    private final BookCursor gatewayKeys;
    private final BookCursor limitUses;
    private final BookCursor transactions;
    private final BookCursor reversals;
    private final BookCursor keys;
    private @Nullable Reversed reversed;
    private @Nullable Place reversedOf;

    BookTables(Connection connection) throws SQLException {
        accounts = open(connection, "account", "", ACCOUNTS);
        customers = open(connection, "customer", "", CUSTOMERS);
        grants = open(connection, "grant_", "grant", GrantProof.SQL);
        holds = open(connection, "hold", "hold", HoldProof.SQL);
        gatewayKeys = open(connection, "gateway_key", "key", GATEWAY_KEYS);
        limitUses = open(connection, "limit_use", "", LimitProof.SQL);
        transactions = open(connection, "transaction_", "sequence", TRANSACTIONS);
        reversals = open(connection, "transaction_", "reverses", REVERSALS);
        keys = open(connection, "key_", "", KEYS);
    }

    private BookCursor open(Connection connection, String table, String unit, String sql) throws SQLException {
        BookCursor cursor = new BookCursor(connection, table, unit, sql);
        all.add(cursor);
        return cursor;
    }

    BookCursor accounts() {
        return accounts;
    }

    BookCursor customers() {
        return customers;
    }

    BookCursor grants() {
        return grants;
    }

    BookCursor holds() {
        return holds;
    }

    BookCursor gatewayKeys() {
        return gatewayKeys;
    }

    BookCursor limitUses() {
        return limitUses;
    }

    BookCursor transactions() {
        return transactions;
    }

    BookCursor keys() {
        return keys;
    }

    static Target target(ResultSet row) throws SQLException {
        return new Target(Target.Kind.ofLetter(row.getString(3).charAt(0)), row.getLong(4));
    }

    /** What was given back of a row in all. */
    record Reversed(long sequence, Amount amount) {
        private static Reversed of(ResultSet row) throws SQLException {
            return new Reversed(row.getLong(3), Amount.of(row.getBigDecimal(4).movePointLeft(Amount.DECIMALS)));
        }
    }

    /** The next row of {@code place} of which something was given back, not taken; absent where there is none. */
    @Nullable
    Reversed nextReversed(Place place) throws SQLException, BrokenRule {
        if (reversed == null || !place.equals(reversedOf)) {
            reversed = reversals.next(place, Reversed::of);
            reversedOf = place;
        }
        return reversed;
    }

    void takeReversed(Place place) throws SQLException, BrokenRule {
        reversed = reversals.next(place, Reversed::of);
        reversedOf = place;
    }

    /** No account is left; neither may anything be. */
    void end() throws SQLException, BrokenRule {
        for (BookCursor each : all) {
            each.end();
        }
    }

    @Override
    public void close() throws SQLException {
        for (BookCursor each : all) {
            each.close();
        }
    }
}
