package dev.florin.core.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.money.Amount;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnusualDayTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final Amount TWO = Amount.ofDollars(2);

    private static boolean isUnusual(String spent, Amount usual) {
        return UnusualDay.of(DAY, Amount.dollars(spent), usual).isPresent();
    }

    @Test
    void threeTimesTheUsualIsNotYetUnusualAndMoreIs() {
        assertTrue(!isUnusual("6.00", TWO));
        assertTrue(isUnusual("6.01", TWO));
    }

    @Test
    void littleIsNeverUnusual() {
        assertTrue(!isUnusual("4.99", Amount.dollars("0.01")));
        assertTrue(isUnusual("5.00", Amount.dollars("0.01")));
    }

    @Test
    void aWeekWithUseIsAHabitAndDaysWithoutUseAreNoneOfIt() {
        assertEquals(Optional.empty(), UnusualDay.usual(Collections.nCopies(6, TWO)));
        assertEquals(Optional.of(TWO), UnusualDay.usual(Collections.nCopies(7, TWO)));
        assertEquals(
                Optional.empty(),
                UnusualDay.usual(List.of(TWO, TWO, TWO, TWO, TWO, TWO, Amount.ZERO, Amount.ZERO, Amount.ZERO)));
    }

    @Test
    void whatIsKeptOfItIsReadAgain() {
        UnusualDay day = new UnusualDay(DAY, Amount.dollars("12.000000001"), TWO);
        assertEquals("2026-11-23 12.000000001 2", day.subject().replace("2.000000000", "2"));
        assertEquals(day, UnusualDay.ofSubject(day.subject()));
    }
}
