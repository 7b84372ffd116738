package dev.florin.server.storage;

import dev.florin.core.accounts.House;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a proof of the books came to.
 *
 * @param difference the first broken rule; absent where the books balance
 * @param accounts accounts that were gone through, wholly or, the last, in part
 * @param transactions rows of their histories
 * @param grants their grants
 * @param openHolds their open holds
 * @param keys their idempotency keys
 * @param prices versions of prices
 * @param customersHave what all customers have together, in dollars
 * @param houseHas what each account of the house has, in dollars
 * @param anchor over the heads of all chains; absent where a rule is broken
 * @param took how long it took
 */
public record BooksReport(
        @Nullable Difference difference,
        long accounts,
        long transactions,
        long grants,
        long openHolds,
        long keys,
        long prices,
        BigDecimal customersHave,
        Map<House, BigDecimal> houseHas,
        @Nullable Anchor anchor,
        Duration took) {
    public BooksReport {
        houseHas = Map.copyOf(houseHas);
    }

    public boolean balanced() {
        return difference == null;
    }

    public Optional<Difference> firstDifference() {
        return Optional.ofNullable(difference);
    }
}
