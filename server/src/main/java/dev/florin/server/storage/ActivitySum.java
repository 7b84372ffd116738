package dev.florin.server.storage;

import dev.florin.core.ledger.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one hour that are alike, or of one quarter of an hour. Its sums are dollars, and may be more than an amount can be.
 *
 * @param start when the hour or quarter began
 * @param key number of the gateway key; 0 = none
 * @param rows how many
 * @param amount what the balance changed by
 */
public record ActivitySum(
        Instant start,
        TransactionType type,
        @Nullable String model,
        @Nullable String feature,
        long key,
        long rows,
        BigDecimal amount) {
    /** Both together, where they are of the same time and alike. */
    ActivitySum plus(ActivitySum other) {
        return new ActivitySum(start, type, model, feature, key, rows + other.rows, amount.add(other.amount));
    }
}
