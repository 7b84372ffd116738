package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.ledger.Micros;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One proof of all books, on one snapshot. Not thread-safe. */
final class BooksProof {
    private final Connection connection;
    private final Instant now;
    private final @Nullable Anchor expected;
    private final BookTotals totals = new BookTotals();
    private final Anchor.Chains settled;
    private final List<Anchor.Chains> chains = new ArrayList<>();
    private long prices;

    BooksProof(Connection connection, Instant now, @Nullable Anchor expected) {
        this.connection = connection;
        this.now = now;
        this.expected = expected;
        this.settled = new Anchor.Chains(Micros.cut(now.minus(Books.SETTLED)));
        chains.add(settled);
    }

    BooksReport run() throws SQLException {
        long began = System.nanoTime();
        try (BookTables tables = new BookTables(connection)) {
            Difference difference = null;
            try {
                prove(tables);
            } catch (BrokenRule broken) {
                difference = broken.difference();
            }
            return new BooksReport(
                    difference,
                    tables.accounts().count(),
                    tables.transactions().count(),
                    tables.grants().count(),
                    tables.holds().count(),
                    tables.keys().count(),
                    prices,
                    totals.customers(),
                    totals.house(),
                    difference == null ? settled.anchor() : null,
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private void prove(BookTables tables) throws SQLException, BrokenRule {
        Anchor.@Nullable Chains asked = expected == null ? null : new Anchor.Chains(expected.until());
        if (asked != null) {
            chains.add(asked);
        }
        PriceList list = PriceProof.prove(connection);
        prices = list.models().stream()
                .mapToLong(model -> list.nextVersion(model) - 1L)
                .sum();
        for (Place place = tables.accounts().next();
                place != null;
                place = tables.accounts().next()) {
            Account account = tables.accounts().next(place, Columns::account);
            if (account != null) {
                new AccountProof(account, tables, list, totals, chains, now).prove();
            }
        }
        tables.end();
        proveWordsHaveRows();
        PurchaseProof.prove(connection);
        totals.prove();
        if (asked != null && expected != null) {
            new Expectation(null)
                    .at("transaction_")
                    .equal(
                            "the rows from before " + expected.until() + " are those that were anchored",
                            expected.digest(),
                            asked.anchor().digest());
        }
    }

    private static final String WORDS_WITHOUT_A_ROW = """
            SELECT w.account_no, w.sequence FROM transaction_text w
             WHERE NOT EXISTS (SELECT FROM transaction_ t
                                WHERE t.bucket = w.bucket AND t.account_no = w.account_no AND t.sequence = w.sequence)
             ORDER BY w.bucket, w.account_no, w.sequence LIMIT 1\
            """;

    private void proveWordsHaveRows() throws SQLException, BrokenRule {
        try (PreparedStatement statement = connection.prepareStatement(WORDS_WITHOUT_A_ROW);
                ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                throw new Expectation(row.getLong(1))
                        .at("transaction_text", "sequence", row.getLong(2))
                        .broken("words stand beside a row", "a row", "none");
            }
        }
    }
}
