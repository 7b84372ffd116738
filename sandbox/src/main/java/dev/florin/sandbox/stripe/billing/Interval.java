package dev.florin.sandbox.stripe.billing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** How often a price is charged: every so many days, weeks, months or years. */
record Interval(ChronoUnit unit, int count) {
    /** Reads Stripe's words, for example {@code month} and 1. */
    static Interval of(String word, int count) {
        ChronoUnit unit = switch (word) {
            case "day" -> ChronoUnit.DAYS;
            case "week" -> ChronoUnit.WEEKS;
            case "month" -> ChronoUnit.MONTHS;
            case "year" -> ChronoUnit.YEARS;
            default -> throw new IllegalArgumentException("Not an interval: " + word);
        };
        return new Interval(unit, count);
    }

    /**
     * The first end of a period after a moment. Periods are counted from the anchor and not from one another, so that a
     * subscription of 31 January ends a period on 28 February and the next on 31 March.
     */
    long endAfter(long anchor, long moment) {
        ZonedDateTime from = Instant.ofEpochSecond(anchor).atZone(ZoneOffset.UTC);
        ZonedDateTime to = Instant.ofEpochSecond(moment).atZone(ZoneOffset.UTC);
        long periods = Math.floorDiv(unit.between(from, to), count) - 1;
        while (!from.plus(periods * count, unit).isAfter(to)) {
            periods++;
        }
        return from.plus(periods * count, unit).toEpochSecond();
    }
}
