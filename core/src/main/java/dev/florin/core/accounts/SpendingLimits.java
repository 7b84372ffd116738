package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * The most an account may spend in a day, a week, a month; an absent one is no limit.
 *
 * @param day from midnight to midnight
 * @param week from Monday
 * @param month the calendar month
 */
public record SpendingLimits(
        @Nullable Amount day,
        @Nullable Amount week,
        @Nullable Amount month) {
    public static final SpendingLimits NONE = new SpendingLimits(null, null, null);

    public SpendingLimits {
        Check.argument(
                (day == null || !day.isNegative())
                        && (week == null || !week.isNegative())
                        && (month == null || !month.isNegative()),
                "a limit is negative");
    }

    public @Nullable Amount of(Period period) {
        return switch (period) {
            case DAY -> day;
            case WEEK -> week;
            case MONTH -> month;
        };
    }

    public boolean any() {
        return day != null || week != null || month != null;
    }
}
