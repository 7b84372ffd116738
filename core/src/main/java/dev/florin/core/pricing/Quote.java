package dev.florin.core.pricing;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.util.OptionalLong;

/**
 * What a call would cost, before it is made.
 *
 * @param low all input at the cheaper of fresh and cached, and no output
 * @param expected all input fresh, and as much output as such calls had so far
 * @param most what a hold with the same limits sets aside; no call within them costs more
 */
public record Quote(Amount low, Amount expected, Amount most) {
    /**
     * The output expected where no calls say better, in percent of the maximum: answers seldom come near their limit, and
     * callers mostly leave room.
     */
    public static final int EXPECTED_OUTPUT_PERCENT = 25;

    public Quote {
        Check.argument(low.compareTo(expected) <= 0 && expected.compareTo(most) <= 0, "a quote goes from low to most");
    }

    /**
     * The quote of a call within limits that the price {@link Price#takes}.
     *
     * @param usualOutput the median output of the calls before, where there were any
     */
    public static Quote of(Price price, long inputTokens, long maxOutputTokens, OptionalLong usualOutput) {
        long output = usualOutput.isPresent()
                ? Math.min(usualOutput.getAsLong(), maxOutputTokens)
                : maxOutputTokens * EXPECTED_OUTPUT_PERCENT / 100;
        return new Quote(
                price.least(inputTokens), price.usual(inputTokens, output), price.most(inputTokens, maxOutputTokens));
    }
}
