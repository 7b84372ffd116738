package dev.florin.server.storage;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was used in an hour or a day. Its sums are dollars, and may be more than an amount can be.
 *
 * @param start when it began
 * @param group the model, the feature or the number of the key; absent where the calls had none
 * @param calls how many calls were charged, or counted and free
 * @param inputTokens all that went in
 * @param outputTokens all that came out
 * @param amount what was charged
 * @param reversed what was given back of these charges since, whenever that was
 * @param uncollected what the calls cost and nobody paid
 */
public record UsageSum(
        Instant start,
        @Nullable String group,
        long calls,
        long inputTokens,
        long outputTokens,
        BigDecimal amount,
        BigDecimal reversed,
        BigDecimal uncollected) {
    /** Both together, as of the start of this one. */
    public UsageSum plus(UsageSum other) {
        return new UsageSum(
                start,
                group,
                calls + other.calls,
                Math.addExact(inputTokens, other.inputTokens),
                Math.addExact(outputTokens, other.outputTokens),
                amount.add(other.amount),
                reversed.add(other.reversed),
                uncollected.add(other.uncollected));
    }
}
