package dev.florin.core.money;

import dev.florin.core.check.Check;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact amount of US dollars: a count of nano-dollars (1e-9 $), which may be negative.
 *
 * <p>Arithmetic is exact or throws {@link ArithmeticException}; nothing wraps around. Immutable and thread-safe.
 *
 * @param nanos the count of nano-dollars
 */
public record Amount(long nanos) implements Comparable<Amount> {
    /** Nano-dollars in a dollar. */
    public static final long NANOS_PER_DOLLAR = 1_000_000_000L;

    /** Decimals of a nano-dollar. */
    public static final int DECIMALS = 9;

    /** No single amount, and no account's total, is beyond nine billion dollars: half of what a long of nanos holds. */
    public static final Amount LIMIT = new Amount(9_000_000_000L * NANOS_PER_DOLLAR);

    public static final Amount ZERO = new Amount(0);

    private static final BigInteger LIMIT_NANOS = BigInteger.valueOf(LIMIT.nanos);

    public static Amount ofNanos(long nanos) {
        return nanos == 0 ? ZERO : new Amount(nanos);
    }

    public static Amount ofDollars(long dollars) {
        return ofNanos(Math.multiplyExact(dollars, NANOS_PER_DOLLAR));
    }

    /**
     * The amount a decimal names exactly.
     *
     * @throws IllegalArgumentException where it has more than nine decimals or is beyond ±{@link #LIMIT}
     */
    public static Amount of(BigDecimal dollars) {
        // Scale first: a decimal such as 1E+999999999 must be refused without being written out.
        Check.argument(
                dollars.signum() == 0 || dollars.precision() - dollars.scale() <= 10, "is beyond 9,000,000,000.00");
        Check.argument(
                dollars.scale() <= DECIMALS || dollars.stripTrailingZeros().scale() <= DECIMALS,
                "has more than nine decimals");
        BigInteger nanos = dollars.setScale(DECIMALS, RoundingMode.UNNECESSARY).unscaledValue();
        Check.argument(nanos.abs().compareTo(LIMIT_NANOS) <= 0, "is beyond 9,000,000,000.00");
        return ofNanos(nanos.longValueExact());
    }

    /** The amount nearest to a decimal of dollars, half away from zero: the one place that rounds. */
    public static Amount rounded(BigDecimal dollars) {
        return ofNanos(
                dollars.setScale(DECIMALS, RoundingMode.HALF_UP).unscaledValue().longValueExact());
    }

    /** A constant of the program, such as {@code dollars("5.00")}; for input use the API's own reader. */
    public static Amount dollars(String decimal) {
        return of(new BigDecimal(decimal));
    }

    public Amount plus(Amount other) {
        return ofNanos(Math.addExact(nanos, other.nanos));
    }

    public Amount minus(Amount other) {
        return ofNanos(Math.subtractExact(nanos, other.nanos));
    }

    public Amount negated() {
        return ofNanos(Math.negateExact(nanos));
    }

    public Amount min(Amount other) {
        return nanos <= other.nanos ? this : other;
    }

    public Amount max(Amount other) {
        return nanos >= other.nanos ? this : other;
    }

    /** This amount, or zero where it is below zero. */
    public Amount orZero() {
        return nanos < 0 ? ZERO : this;
    }

    public boolean isZero() {
        return nanos == 0;
    }

    public boolean isPositive() {
        return nanos > 0;
    }

    public boolean isNegative() {
        return nanos < 0;
    }

    public boolean isMoreThan(Amount other) {
        return nanos > other.nanos;
    }

    public BigDecimal decimal() {
        return BigDecimal.valueOf(nanos, DECIMALS);
    }

    @Override
    public int compareTo(Amount other) {
        return Long.compare(nanos, other.nanos);
    }

    /** As the API writes it: two to nine decimals, no exponent, never a negative zero. */
    @Override
    public String toString() {
        long dollars = nanos / NANOS_PER_DOLLAR;
        long rest = Math.abs(nanos % NANOS_PER_DOLLAR);
        StringBuilder text = new StringBuilder(20);
        if (nanos < 0 && dollars == 0) {
            text.append('-');
        }
        text.append(dollars).append('.');
        int start = text.length();
        text.append(rest + NANOS_PER_DOLLAR).deleteCharAt(start);
        int end = text.length();
        while (end > start + 2 && text.charAt(end - 1) == '0') {
            end--;
        }
        text.setLength(end);
        return text.toString();
    }
}
