package dev.florin.server.storage;

import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.util.List;

/**
 * A span of a history, added up. What was there, and its rows, make what is left: to the nano-dollar.
 *
 * @param opening the balance before its first row
 * @param closing the balance after its last row
 * @param totals its rows by their type, in the order of types
 * @param usage what each model was used for, in the order of names; the absent one is use without a model
 * @param movements its rows that are no use, oldest first: the first {@link #MOST_MOVEMENTS} of them
 */
public record Statement(
        Amount opening, Amount closing, List<TypeSum> totals, List<UsageSum> usage, List<Transaction> movements) {
    /** More top-ups, refunds and bonuses than a month has, and few enough for some pages. */
    public static final int MOST_MOVEMENTS = 1_000;

    /** The rows of one type. Their sum is dollars, and may be more than an amount can be. */
    public record TypeSum(TransactionType type, long count, BigDecimal amount) {}

    public Statement {
        totals = List.copyOf(totals);
        usage = List.copyOf(usage);
        movements = List.copyOf(movements);
    }

    /** How many rows are no use. */
    public long movementCount() {
        return totals.stream()
                .filter(sum -> sum.type() != TransactionType.CHARGE && sum.type() != TransactionType.NOT_CHARGED)
                .mapToLong(TypeSum::count)
                .sum();
    }
}
