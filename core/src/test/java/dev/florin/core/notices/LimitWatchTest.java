package dev.florin.core.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.money.Amount;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LimitWatchTest {
    private static final Amount TEN = Amount.ofDollars(10);

    private static int share(String used) {
        return LimitWatch.share(Amount.dollars(used), TEN, false);
    }

    @Test
    void halfFourFifthsAndAllAreTold() {
        assertEquals(0, share("0.00"));
        assertEquals(0, share("4.999999999"));
        assertEquals(50, share("5.00"));
        assertEquals(80, share("8.00"));
        assertEquals(80, share("9.999999999"));
        assertEquals(100, share("10.00"));
        assertEquals(100, share("12.00"));
    }

    @Test
    void aRefusedCallHasMetTheLimit() {
        assertEquals(100, LimitWatch.share(Amount.dollars("9.00"), TEN, true));
    }

    @Test
    void anotherPeriodOrLimitBeginsAnew() {
        Instant today = Instant.parse("2026-11-22T00:00:00Z");
        LimitWatch told = new LimitWatch(today, TEN, 80);
        assertEquals(told, told.in(today, TEN));
        assertEquals(0, told.in(today.plusSeconds(86_400), TEN).percent());
        assertEquals(0, told.in(today, Amount.ofDollars(20)).percent());
    }
}
