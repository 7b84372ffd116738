package dev.florin.server.storage;

import dev.florin.core.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was used in an hour or a day.
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
        Amount amount,
        Amount reversed,
        Amount uncollected) {
    /** What the customer paid in the end. */
    public Amount net() {
        return amount.minus(reversed);
    }

    /** Both together, as of the start of this one. */
    public UsageSum plus(UsageSum other) {
        return new UsageSum(
                start,
                group,
                calls + other.calls,
                Math.addExact(inputTokens, other.inputTokens),
                Math.addExact(outputTokens, other.outputTokens),
                amount.plus(other.amount),
                reversed.plus(other.reversed),
                uncollected.plus(other.uncollected));
    }
}
