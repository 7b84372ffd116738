package dev.florin.server.web.activity;

import dev.florin.core.check.Check;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis that begins at zero and goes on in steps that people count in: 1, 2 or 5 times a power of ten.
 *
 * @param step above zero
 * @param steps how many of them the axis is long
 */
record NiceScale(BigDecimal step, int steps) {
    /** Lines enough to read a height by, few enough not to be in the way. */
    private static final int WANTED = 4;

    private static final List<BigDecimal> FIGURES =
            List.of(BigDecimal.ONE, BigDecimal.TWO, BigDecimal.valueOf(5), BigDecimal.TEN);

    /** The shortest such axis that reaches {@code most}. */
    static NiceScale upTo(BigDecimal most) {
        Check.argument(most.signum() > 0, "an axis is longer than nothing");
        BigDecimal rough = most.divide(BigDecimal.valueOf(WANTED), most.scale() + 2, RoundingMode.UP);
        // The power of ten below it: 0.037 has two significant digits and three decimals, so 10^-2.
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(rough.precision() - rough.scale() - 1);
        BigDecimal step = FIGURES.stream()
                .map(power::multiply)
                .filter(each -> each.compareTo(rough) >= 0)
                .findFirst()
                .orElseThrow();
        int steps = most.divide(step, 0, RoundingMode.UP).intValueExact();
        return new NiceScale(step, steps);
    }

    BigDecimal top() {
        return step.multiply(BigDecimal.valueOf(steps));
    }

    /** From zero to the top. */
    List<BigDecimal> ticks() {
        List<BigDecimal> ticks = new ArrayList<>();
        for (int tick = 0; tick <= steps; tick++) {
            ticks.add(step.multiply(BigDecimal.valueOf(tick)));
        }
        return ticks;
    }
}
