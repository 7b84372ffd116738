package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * The most that may be spent in a day, a week, a month, or ever; an absent one is no limit.
 *
 * @param day from midnight to midnight
 * @param week from Monday
 * @param month the calendar month
 * @param total ever; only a gateway key has it
 */
public record SpendingLimits(
        @Nullable Amount day,
        @Nullable Amount week,
        @Nullable Amount month,
        @Nullable Amount total) {
    public static final SpendingLimits NONE = new SpendingLimits(null, null, null, null);

    public SpendingLimits {
        Check.argument(
                (day == null || !day.isNegative())
                        && (week == null || !week.isNegative())
                        && (month == null || !month.isNegative())
                        && (total == null || !total.isNegative()),
                "a limit is negative");
    }

    /** The limits of an account. */
    public SpendingLimits(@Nullable Amount day, @Nullable Amount week, @Nullable Amount month) {
        this(day, week, month, null);
    }

    public @Nullable Amount of(Period period) {
        return switch (period) {
            case DAY -> day;
            case WEEK -> week;
            case MONTH -> month;
            case TOTAL -> total;
        };
    }

    public boolean any() {
        return day != null || week != null || month != null || total != null;
    }
}
