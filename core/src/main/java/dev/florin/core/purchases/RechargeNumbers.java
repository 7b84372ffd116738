package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of auto-recharge, in whole cents.
 *
 * @param threshold a balance strictly below it is recharged
 * @param target what the balance is recharged up to
 * @param monthlyLimit the most that is charged in a calendar month; absent = no limit
 */
public record RechargeNumbers(
        Amount threshold, Amount target, @Nullable Amount monthlyLimit) {
    public static final Amount LEAST_THRESHOLD = Amount.ofDollars(1);
    public static final Amount MOST_THRESHOLD = Amount.ofDollars(100);
    public static final Amount LEAST_TARGET = Amount.ofDollars(5);
    public static final Amount MOST_TARGET = Amount.ofDollars(1_000);

    /** The target is at least this far above the threshold, so that what is due can be charged. */
    public static final Amount LEAST_DISTANCE = TopUp.LEAST;

    /** A limit below the least charge could never be used. */
    public static final Amount LEAST_MONTHLY_LIMIT = TopUp.LEAST;

    /** The monthly limit where none was named: this many times the target. */
    public static final int MONTHLY_TARGETS = 3;

    public RechargeNumbers {
        Check.argument(within(threshold, LEAST_THRESHOLD, MOST_THRESHOLD), "threshold is outside $1.00–$100.00");
        Check.argument(within(target, LEAST_TARGET, MOST_TARGET), "target is outside $5.00–$1,000.00");
        Check.argument(
                !threshold.plus(LEAST_DISTANCE).isMoreThan(target), "target is not $5.00 or more above the threshold");
        Check.argument(
                monthlyLimit == null || !LEAST_MONTHLY_LIMIT.isMoreThan(monthlyLimit), "monthly limit is below $5.00");
        Check.argument(
                isWholeCents(threshold) && isWholeCents(target) && (monthlyLimit == null || isWholeCents(monthlyLimit)),
                "the numbers of auto-recharge are in whole cents");
    }

    /** The limit for a target where the customer named none. */
    public static Amount usualMonthlyLimit(Amount target) {
        return Amount.ofNanos(Math.multiplyExact(target.nanos(), MONTHLY_TARGETS));
    }

    private static boolean within(Amount amount, Amount least, Amount most) {
        return !least.isMoreThan(amount) && !amount.isMoreThan(most);
    }

    private static boolean isWholeCents(Amount amount) {
        return TopUp.wholeCents(amount).equals(amount);
    }
}
