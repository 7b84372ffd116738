package dev.florin.server.storage;

import dev.florin.core.ledger.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one quarter of an hour that are alike. Its sums are dollars, and may be more than an amount can be.
 *
 * @param start when the quarter began
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
        BigDecimal amount) {}
