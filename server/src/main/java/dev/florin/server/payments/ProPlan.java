package dev.florin.server.payments;

import dev.florin.core.money.Amount;
import java.time.Duration;
import java.util.Optional;

/**
 * What Pro is at Stripe, and what it earns.
 *
 * @param monthly the lookup key of its monthly price
 * @param yearly the lookup key of its yearly price
 * @param monthlyBonus what a paid month earns
 * @param yearlyBonus what a paid year earns
 * @param grace how long an overdue subscription keeps working after the last paid period
 */
public record ProPlan(String monthly, String yearly, Amount monthlyBonus, Amount yearlyBonus, Duration grace) {
    /** How often it is paid. */
    public enum Interval {
        MONTH,
        YEAR;

        public String code() {
            return this == MONTH ? "month" : "year";
        }

        public static Optional<Interval> ofCode(String code) {
            return switch (code) {
                case "month" -> Optional.of(MONTH);
                case "year" -> Optional.of(YEAR);
                default -> Optional.empty();
            };
        }
    }

    public static ProPlan usual() {
        return new ProPlan("pro_monthly", "pro_yearly", Amount.ofDollars(5), Amount.ofDollars(60), Duration.ofDays(7));
    }

    String lookupKey(Interval interval) {
        return interval == Interval.MONTH ? monthly : yearly;
    }

    public Amount bonus(Interval interval) {
        return interval == Interval.MONTH ? monthlyBonus : yearlyBonus;
    }
}
