package dev.florin.server.web.activity;

import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.server.web.documents.DollarText;
import java.math.BigDecimal;
import java.util.List;

/**
 * The line below the table: its rows, added up.
 *
 * @param rows how many
 * @param before the balance before the oldest of them; empty where rows between them are left out
 * @param sum of their amounts
 * @param after the balance after the newest of them; empty likewise
 */
public record Adding(String rows, String before, String sum, String after) {
    static Adding of(List<Transaction> rows, boolean leavesOut) {
        BigDecimal sum = rows.stream().map(row -> row.amount().decimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
        String count = rows.size() == 1 ? "1 row" : rows.size() + " rows";
        String change = DollarText.change(sum).replace("-", "\u2212");
        if (leavesOut || rows.isEmpty()) {
            return new Adding(count, "", change, "");
        }
        Transaction oldest = rows.getLast();
        Amount before = oldest.balanceAfter().minus(oldest.amount());
        return new Adding(count, exact(before), change, exact(rows.getFirst().balanceAfter()));
    }

    private static String exact(Amount amount) {
        return DollarText.exact(amount).replace("-", "\u2212");
    }
}
