package dev.florin.sandbox.stripe.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void aMonthThatBeganOnThe31stEndsOnTheLastDayOfEachMonth() {
        assertEquals(
                List.of("2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z", "2026-05-31T10:00:00Z"),
                ends(Interval.of("month", 1), "2026-01-31T10:00:00Z", 4));
    }

    @Test
    void aYearThatBeganOnALeapDayComesBackToItInLeapYears() {
        assertEquals(
                List.of("2029-02-28T00:00:00Z", "2030-02-28T00:00:00Z", "2031-02-28T00:00:00Z", "2032-02-29T00:00:00Z"),
                ends(Interval.of("year", 1), "2028-02-29T00:00:00Z", 4));
    }

    @Test
    void threeMonthsAndTwoWeeksAreCountedFromTheAnchor() {
        assertEquals(
                List.of("2026-04-30T00:00:00Z", "2026-07-31T00:00:00Z"),
                ends(Interval.of("month", 3), "2026-01-31T00:00:00Z", 2));
        assertEquals(
                List.of("2026-02-14T00:00:00Z", "2026-02-28T00:00:00Z"),
                ends(Interval.of("week", 2), "2026-01-31T00:00:00Z", 2));
    }

    @Test
    void aMomentBetweenTwoEndsFindsTheNextOne() {
        long anchor = Instant.parse("2026-01-31T10:00:00Z").getEpochSecond();
        long moment = Instant.parse("2026-02-28T09:59:59Z").getEpochSecond();
        assertEquals(
                Instant.parse("2026-02-28T10:00:00Z").getEpochSecond(),
                Interval.of("month", 1).endAfter(anchor, moment));
    }

    @Test
    void unusedTimeIsPaidBackBySecondsHalfUpToACent() {
        assertEquals(999, Proration.unused(999, 0, 31 * 86_400, 0));
        assertEquals(677, Proration.unused(999, 0, 31 * 86_400, 10 * 86_400));
        assertEquals(0, Proration.unused(999, 0, 31 * 86_400, 31 * 86_400));
        assertEquals(1, Proration.unused(1, 0, 2, 1));
    }

    private static List<String> ends(Interval interval, String anchor, int count) {
        long begin = Instant.parse(anchor).getEpochSecond();
        List<String> ends = new ArrayList<>();
        long moment = begin;
        for (int i = 0; i < count; i++) {
            moment = interval.endAfter(begin, moment);
            ends.add(Instant.ofEpochSecond(moment).toString());
        }
        return ends;
    }
}
