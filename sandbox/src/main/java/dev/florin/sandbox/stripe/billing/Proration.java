package dev.florin.sandbox.stripe.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a part of a period costs, by seconds. */
final class Proration {
    private Proration() {}

    /** The share of an amount for the time from {@code moment} to the end of its period, half up to a cent. */
    static long unused(long cents, long start, long end, long moment) {
        if (moment >= end || end <= start) {
            return 0;
        }
        long left = end - Math.max(moment, start);
        return BigDecimal.valueOf(cents)
                .multiply(BigDecimal.valueOf(left))
                .divide(BigDecimal.valueOf(end - start), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** A percentage of an amount, half up to a cent. */
    static long percent(long cents, BigDecimal percent) {
        return BigDecimal.valueOf(cents)
                .multiply(percent)
                .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
