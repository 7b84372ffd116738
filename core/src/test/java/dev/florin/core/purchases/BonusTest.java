package dev.florin.core.purchases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.florin.core.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a paid period earns. */
class BonusTest {
    private static final Amount MONTHLY = Amount.ofDollars(5);
    private static final Amount YEARLY = Amount.ofDollars(60);

    private static Instant day(int year, int month, int day) {
        return LocalDate.of(year, month, day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Bonus kept(Instant start, Instant end, Amount granted) {
        return new Bonus("in_1", "line", null, start, end, granted, Amount.ZERO, granted.isPositive() ? 1L : null);
    }

    private static Amount earned(Amount full, Instant start, Instant end, Bonus... before) {
        return Bonus.earned(full, start, end, List.of(before));
    }

    @Test
    void aYearFromElevenJanuaryEarnsItsFullBonusLessTheRestOfJanuarys() {
        Bonus january = kept(day(2026, 1, 1), day(2026, 2, 1), MONTHLY);
        assertEquals(Amount.dollars("56.61"), earned(YEARLY, day(2026, 1, 11), day(2027, 1, 11), january));
    }

    @Test
    void aPeriodThatTouchesAnotherOverlapsNoneOfIt() {
        Bonus january = kept(day(2026, 1, 1), day(2026, 2, 1), MONTHLY);
        assertEquals(MONTHLY, earned(MONTHLY, day(2026, 2, 1), day(2026, 3, 1), january));
        assertEquals(MONTHLY, earned(MONTHLY, day(2025, 12, 1), day(2026, 1, 1), january));
    }

    @Test
    void oneSecondOfOverlapIsCountedAndHalfACentIsRoundedUp() {
        Instant start = day(2026, 1, 1);
        Bonus hundredSeconds = kept(start, start.plusSeconds(100), Amount.dollars("0.50"));
        Instant last = start.plusSeconds(99);
        Instant end = last.plusSeconds(1_000);
        assertEquals(Amount.dollars("5.00"), earned(Amount.dollars("5.00"), last, end, hundredSeconds), "4.995");
        assertEquals(Amount.dollars("4.99"), earned(Amount.dollars("4.999999999"), last, end, hundredSeconds));
    }

    @Test
    void partsOfASecondAreNotCounted() {
        Instant start = day(2026, 1, 1);
        Bonus before = kept(start, start.plusSeconds(10), MONTHLY);
        Instant almost = start.plusSeconds(9).plusMillis(999);
        assertEquals(Amount.dollars("4.50"), earned(MONTHLY, almost, almost.plusSeconds(10), before));
        Bonus blink = kept(start, start.plusMillis(1), MONTHLY);
        assertEquals(MONTHLY, earned(MONTHLY, start, start.plusSeconds(10), blink));
    }

    @Test
    void itIsNeverBelowZero() {
        Bonus year = kept(day(2026, 1, 1), day(2027, 1, 1), YEARLY);
        assertEquals(Amount.ZERO, earned(MONTHLY, day(2026, 12, 1), day(2027, 1, 1), year));
        assertEquals(Amount.ZERO, earned(Amount.ZERO, day(2026, 12, 1), day(2027, 1, 1), year));
    }

    @Test
    void whatWasTakenBackIsNotTakenOffAgain() {
        Bonus january = kept(day(2026, 1, 1), day(2026, 2, 1), MONTHLY).took(Amount.dollars("2.50"));
        assertEquals(Amount.dollars("2.50"), earned(MONTHLY, day(2026, 1, 1), day(2026, 2, 1), january));
        assertEquals(Amount.ZERO, january.returned(Amount.dollars("2.50")).taken());
    }

    @Test
    void severalPeriodsAreTakenOffInOneFraction() {
        Instant start = day(2026, 1, 1);
        List<Bonus> thirds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            // A third of a cent each: rounded one by one nothing would be left of them.
            thirds.add(kept(start, start.plusSeconds(3), Amount.dollars("0.01")));
        }
        Amount left = Bonus.earned(MONTHLY, start.plusSeconds(2), start.plusSeconds(100), thirds);
        assertEquals(Amount.dollars("4.99"), left);
    }

    @Test
    void fromMonthToYearAndBackTenTimesEarnsWhatEachDayIsWorth() {
        List<Bonus> all = new ArrayList<>();
        LocalDate at = LocalDate.of(2026, 1, 11);
        Amount worth = Amount.ZERO;
        for (int i = 0; i < 10; i++) {
            LocalDate switched = at.plusDays(10);
            pay(all, MONTHLY, at, at.plusMonths(1));
            pay(all, YEARLY, switched, switched.plusYears(1));
            long days = ChronoUnit.DAYS.between(at, at.plusMonths(1));
            worth = worth.plus(YEARLY).plus(Amount.ofNanos(MONTHLY.nanos() * 10 / days));
            at = switched.plusYears(1);
        }
        Amount sum = all.stream().map(Bonus::granted).reduce(Amount.ZERO, Amount::plus);
        Amount difference = sum.minus(worth);
        assertFalse(difference.isMoreThan(Amount.dollars("0.05")), "half a cent each at most: " + difference);
        assertFalse(Amount.dollars("-0.05").isMoreThan(difference), "half a cent each at most: " + difference);
    }

    @Test
    void changingTenTimesWithinAMinuteEarnsNoMoreThanTheYear() {
        for (boolean monthFirst : new boolean[] {true, false}) {
            List<Bonus> all = new ArrayList<>();
            Instant at = day(2026, 1, 1);
            for (int i = 0; i < 10; i++) {
                boolean month = monthFirst == (i % 2 == 0);
                Instant end = at.plus(month ? Duration.ofDays(31) : Duration.ofDays(365));
                pay(all, month ? MONTHLY : YEARLY, at, end);
                at = at.plusSeconds(5);
            }
            Amount sum = all.stream().map(Bonus::granted).reduce(Amount.ZERO, Amount::plus);
            assertFalse(sum.isMoreThan(Amount.dollars("60.01")), sum::toString);
        }
    }

    private static void pay(List<Bonus> all, Amount full, LocalDate from, LocalDate to) {
        pay(
                all,
                full,
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static void pay(List<Bonus> all, Amount full, Instant start, Instant end) {
        all.add(kept(start, end, Bonus.earned(full, start, end, all)));
    }
}
