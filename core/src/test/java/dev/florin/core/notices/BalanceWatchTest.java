package dev.florin.core.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalanceWatchTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private BalanceWatch watch = BalanceWatch.NEW;
    private Instant now = START;
    private long row;

    private List<Event> balance(String dollars) {
        return took(watch.after(++row, Amount.dollars(dollars), now, Levels.USUAL));
    }

    private List<Event> refused(String left) {
        return took(watch.afterRefusal(Amount.dollars(left), now));
    }

    private List<Event> took(BalanceWatch.Step step) {
        watch = step.watch();
        return step.told();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void eachLevelIsToldOnceWhenItIsCrossed() {
        assertEquals(List.of(), balance("20.00"));
        assertEquals(List.of(), balance("5.00"));
        assertEquals(List.of(Event.BALANCE_LOW), balance("4.999999999"));
        assertEquals(List.of(), balance("3.00"));
        assertEquals(List.of(Event.BALANCE_VERY_LOW), balance("0.99"));
        assertEquals(List.of(Event.BALANCE_DEPLETED), balance("0.009"));
        assertEquals(List.of(), balance("0.00"));
    }

    @Test
    void oneRowMayCrossAllLevels() {
        balance("20.00");
        assertEquals(List.of(Event.BALANCE_LOW, Event.BALANCE_VERY_LOW, Event.BALANCE_DEPLETED), balance("0.00"));
        assertEquals(NoticeKind.BALANCE_EMPTY, watch.shown());
    }

    @Test
    void aNewAccountIsNotToldThatItHasNothing() {
        assertEquals(List.of(), balance("3.00"));
        assertNull(watch.shown());
        assertEquals(List.of(Event.BALANCE_VERY_LOW), balance("0.50"));
    }

    @Test
    void recoveryIsToldAFifthAboveTheLevel() {
        balance("20.00");
        balance("4.00");
        assertEquals(List.of(), balance("5.999999999"));
        assertEquals(List.of(Event.BALANCE_RECOVERED), balance("6.00"));
        assertNull(watch.shown());
    }

    @Test
    void aTopUpMakesReadyForTheNextWarning() {
        balance("20.00");
        assertEquals(List.of(Event.BALANCE_LOW), balance("4.00"));
        assertEquals(List.of(Event.BALANCE_RECOVERED), balance("24.00"));
        pass(Duration.ofHours(24));
        assertEquals(List.of(Event.BALANCE_LOW), balance("4.00"));
    }

    @Test
    void whatWasToldLessThanADayAgoIsToldByTheFirstRowAfterIt() {
        balance("20.00");
        balance("4.00");
        balance("24.00");
        pass(Duration.ofHours(5));
        assertEquals(List.of(), balance("4.00"));
        assertEquals(NoticeKind.BALANCE_LOW, watch.shown());
        pass(Duration.ofHours(18));
        assertEquals(List.of(), balance("3.90"));
        pass(Duration.ofHours(1));
        assertEquals(List.of(Event.BALANCE_LOW), balance("3.80"));
    }

    @Test
    void hoveringForAWeekTellsEachThingOnceADay() {
        balance("20.00");
        List<Event> told = new ArrayList<>();
        for (int minute = 0; minute < 7 * 24 * 60; minute += 10) {
            pass(Duration.ofMinutes(10));
            told.addAll(balance(minute % 20 == 0 ? "4.90" : "6.10"));
        }
        assertTrue(told.stream().filter(Event.BALANCE_LOW::equals).count() <= 7, told.toString());
        assertTrue(told.stream().filter(Event.BALANCE_RECOVERED::equals).count() <= 7, told.toString());
        assertTrue(told.size() > 7, told.toString());
    }

    @Test
    void aRefusedCallIsAnEmptyBalanceUntilThereIsMoreThanThen() {
        balance("20.00");
        balance("3.00");
        assertEquals(List.of(Event.BALANCE_DEPLETED), refused("3.00"));
        assertEquals(List.of(), refused("3.00"));
        assertEquals(List.of(), balance("2.90"));
        assertEquals(NoticeKind.BALANCE_EMPTY, watch.shown());
        assertEquals(List.of(Event.BALANCE_RECOVERED), balance("12.00"));
        assertEquals(Levels.EMPTY, watch.emptyBelow());
    }

    @Test
    void someoneWithoutCreditWhoIsRefusedIsTold() {
        assertEquals(List.of(Event.BALANCE_DEPLETED), refused("0.00"));
        pass(Duration.ofDays(3));
        assertEquals(List.of(), refused("0.00"));
    }

    @Test
    void theCustomersOwnLevelsCount() {
        Levels own = new Levels(Amount.dollars("50.00"), Amount.dollars("10.00"));
        took(watch.after(1, Amount.dollars("100.00"), now, own));
        assertEquals(List.of(Event.BALANCE_LOW), took(watch.after(2, Amount.dollars("49.00"), now, own)));
        assertEquals(List.of(Event.BALANCE_VERY_LOW), took(watch.after(3, Amount.dollars("9.00"), now, own)));
    }

    /** The band is what lets rows be skipped: a walk that skips what it holds must tell the same as one that looks at each. */
    @Test
    void nothingIsToldByWhatTheBandHolds() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            BalanceWatch each = BalanceWatch.NEW;
            BalanceWatch skipping = BalanceWatch.NEW;
            Instant at = START;
            for (int sequence = 1; sequence < 200; sequence++) {
                at = at.plus(Duration.ofMinutes(random.nextInt(600)));
                Amount balance = Amount.ofNanos((long) (Math.pow(random.nextDouble(), 3) * 10_000_000_000L));
                BalanceWatch.Step looked = each.after(sequence, balance, at, Levels.USUAL);
                each = looked.watch();
                if (skipping.band(Levels.USUAL).holds(balance.nanos(), at)) {
                    assertEquals(List.of(), looked.told(), "seed " + seed);
                    skipping = skipping.upTo(sequence);
                } else {
                    BalanceWatch.Step step = skipping.after(sequence, balance, at, Levels.USUAL);
                    assertEquals(looked.told(), step.told(), "seed " + seed);
                    skipping = step.watch();
                }
                assertEquals(each, skipping, "seed " + seed);
            }
        }
    }

    @Test
    void aBandEndsWhereSomethingChanges() {
        balance("20.00");
        Band band = watch.band(Levels.USUAL);
        assertTrue(band.holds(Amount.dollars("5.00").nanos(), now));
        assertFalse(band.holds(Amount.dollars("4.99").nanos(), now));
    }
}
