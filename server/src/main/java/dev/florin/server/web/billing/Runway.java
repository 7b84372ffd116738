package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.UsageSum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long the balance lasts at the pace of the last days.
 *
 * @param days whole ones, rounded down
 */
record Runway(long days) {
    static final Duration WINDOW = Duration.ofDays(7);

    /** Fewer days of use tell no pace. */
    static final int FEWEST_DAYS = 3;

    /** Longer than this nobody plans. */
    private static final long MOST_DAYS = 365;

    private static final int DECIMALS = 12;

    /**
     * Computed from the use of the window.
     *
     * @param days of use, the oldest first
     */
    static Optional<Runway> of(Amount balance, List<UsageSum> days, Instant now) {
        List<UsageSum> used =
                days.stream().filter(day -> spent(day).signum() > 0).toList();
        if (used.size() < FEWEST_DAYS || !balance.isPositive()) {
            return Optional.empty();
        }
        BigDecimal sum = used.stream().map(Runway::spent).reduce(BigDecimal.ZERO, BigDecimal::add);
        Duration span = Duration.between(used.getFirst().start(), now);
        if (span.compareTo(WINDOW) > 0) {
            span = WINDOW;
        }
        BigDecimal daily = sum.divide(
                BigDecimal.valueOf(span.toSeconds())
                        .divide(BigDecimal.valueOf(Duration.ofDays(1).toSeconds()), DECIMALS, RoundingMode.HALF_UP),
                DECIMALS,
                RoundingMode.HALF_UP);
        return Optional.of(
                new Runway(balance.decimal().divide(daily, 0, RoundingMode.DOWN).longValue()));
    }

    static BigDecimal spent(UsageSum sum) {
        return sum.amount().subtract(sum.reversed());
    }

    String sentence() {
        String about = days > MOST_DAYS
                ? "more than a year"
                : days == 0 ? "less than a day" : days == 1 ? "about a day" : "about " + days + " days";
        return "At your pace of the last 7 days: " + about;
    }
}
