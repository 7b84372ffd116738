package dev.florin.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, counted in steps of 3 %. Thread-safe. */
final class Latencies {
    /** Steps in each doubling: 1/32 apart. */
    private static final int STEP_BITS = 5;

    private static final int STEPS = 1 << STEP_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - STEP_BITS) * STEPS);

    void add(long nanos) {
        counts.incrementAndGet(step(Math.max(nanos, STEPS)));
    }

    long count() {
        long sum = 0;
        for (int step = 0; step < counts.length(); step++) {
            sum += counts.get(step);
        }
        return sum;
    }

    /** The duration in nanoseconds that {@code share} of all stayed within; 0 where there were none. */
    long within(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int step = 0; step < counts.length(); step++) {
            seen += counts.get(step);
            if (seen > 0 && seen >= wanted) {
                return nanos(step);
            }
        }
        return 0;
    }

    private static int step(long nanos) {
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
        return doubling * STEPS + (int) (nanos >>> doubling);
    }

    private static long nanos(int step) {
        int doubling = Math.max(0, step / STEPS - 1);
        return (long) (step - doubling * STEPS) << doubling;
    }
}
