package dev.florin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void nothingMeasuredIsZero() {
        assertEquals(0, new Latencies().count());
        assertEquals(0, new Latencies().within(0.5));
    }

    @Test
    void everyDurationIsFoundAgainWithinThreePercent() {
        for (long nanos : new long[] {32, 33, 100, 1_000, 123_456, 5_000_000, 1_999_999_999, 3_600_000_000_000L}) {
            Latencies latencies = new Latencies();
            latencies.add(nanos);
            long found = latencies.within(0.5);
            assertTrue(found <= nanos && found > nanos * 0.96, nanos + " was found as " + found);
        }
    }

    @Test
    void theMedianAndTheNinetyNinthOfAHundredAreThoseInTheirPlaces() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 100; millis++) {
            latencies.add(millis * 1_000_000L);
        }
        assertEquals(100, latencies.count());
        assertEquals(50e6, (double) latencies.within(0.5), 50e6 * 0.04);
        assertEquals(99e6, (double) latencies.within(0.99), 99e6 * 0.04);
        assertEquals(100e6, (double) latencies.within(1), 100e6 * 0.04);
    }

    @Test
    void whatIsShorterThanTheClockCanTellCountsToo() {
        Latencies latencies = new Latencies();
        latencies.add(0);
        assertEquals(1, latencies.count());
    }
}
