package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a paid subscription invoice earned.
 *
 * @param invoice Stripe's id of the invoice
 * @param line Stripe's id of its line
 * @param payment Stripe's id of the payment that paid the invoice; absent where nothing was charged
 * @param start when the paid period begins
 * @param end when it ends
 * @param granted what was granted, after what overlapping periods had earned
 * @param taken what was taken back of it: with a refund, or with a dispute
 * @param grant its grant; absent where nothing was granted
 */
public record Bonus(
        String invoice,
        String line,
        @Nullable String payment,
        Instant start,
        Instant end,
        Amount granted,
        Amount taken,
        @Nullable Long grant) {
    private static final BigInteger NANOS_PER_CENT = BigInteger.valueOf(Amount.NANOS_PER_DOLLAR / 100);

    public Bonus {
        Check.argument(start.isBefore(end), "a paid period ends before it begins");
        Check.argument(!granted.isNegative(), "a bonus is below zero");
        Check.argument(!taken.isNegative() && !taken.isMoreThan(granted), "more was taken back than granted");
        Check.argument((grant != null) == granted.isPositive(), "a bonus above zero has a grant");
    }

    /** What was granted and kept. */
    public Amount kept() {
        return granted.minus(taken);
    }

    public Bonus took(Amount more) {
        return new Bonus(invoice, line, payment, start, end, granted, taken.plus(more), grant);
    }

    public Bonus returned(Amount some) {
        return new Bonus(invoice, line, payment, start, end, granted, taken.minus(some), grant);
    }

    /**
     * What a period earns: the full bonus less, for each period that earned before and overlaps it, what that was granted and
     * kept, in proportion to the seconds of the overlap; half up to a cent, not below zero.
     */
    public static Amount earned(Amount full, Instant start, Instant end, Collection<Bonus> before) {
        // One fraction for all: numerator over denominator, in nano-dollars.
        BigInteger numerator = BigInteger.valueOf(full.nanos());
        BigInteger denominator = BigInteger.ONE;
        for (Bonus earlier : before) {
            long from = Math.max(start.getEpochSecond(), earlier.start.getEpochSecond());
            long to = Math.min(end.getEpochSecond(), earlier.end.getEpochSecond());
            if (from >= to) {
                continue;
            }
            BigInteger length = BigInteger.valueOf(earlier.end.getEpochSecond() - earlier.start.getEpochSecond());
            BigInteger part = BigInteger.valueOf(earlier.kept().nanos()).multiply(BigInteger.valueOf(to - from));
            numerator = numerator.multiply(length).subtract(part.multiply(denominator));
            denominator = denominator.multiply(length);
        }
        if (numerator.signum() <= 0) {
            return Amount.ZERO;
        }
        BigInteger cent = denominator.multiply(NANOS_PER_CENT);
        BigInteger cents = numerator.shiftLeft(1).add(cent).divide(cent.shiftLeft(1)); // half up
        return Amount.ofNanos(cents.multiply(NANOS_PER_CENT).longValueExact());
    }
}
