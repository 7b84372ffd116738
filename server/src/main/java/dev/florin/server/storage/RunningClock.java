package dev.florin.server.storage;

import dev.florin.core.ledger.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time of the database, kept running since it was read last.
 *
 * <p>Every reading bounds how far the two clocks are apart: the database read its clock after it was asked and before its answer
 * arrived. This clock shows the latest time that all readings allow. So it is never behind the database's: who has read a time
 * there, and then asks for something, finds that it happened later. The little that it is ahead, the save waits, after it has read
 * the time: so a wait makes the next reading no worse. A move of a demo's clock it learns from the next answer: the save refuses what a longer move than a quarter of a second made late. Not
 * thread-safe.
 */
final class RunningClock {
    /** No two machines' clocks run apart by more than a tenth of a millisecond in a second. */
    private static final long NANOS_FOR_EACH_APART = 10_000;

    /** Then it is a millisecond ahead, and every save would wait for that long. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private boolean known;
    private long ahead;
    private long readAt;

    /**
     * What the database has answered just now.
     *
     * @param asked when it was asked, by {@link System#nanoTime}
     */
    void set(long asked, Instant now) {
        long answered = System.nanoTime();
        long most = Math.multiplyExact(Micros.of(now), 1_000L) - asked;
        long least = most + asked - answered;
        long expected = ahead + (answered - readAt) / NANOS_FOR_EACH_APART;
        // Below the least it can be, one of the clocks was set.
        ahead = known && expected >= least ? Math.min(expected, most) : most;
        readAt = answered;
        known = true;
    }

    /** Absent where it was read too long ago. */
    Optional<Instant> now() {
        long at = System.nanoTime();
        long since = at - readAt;
        return known && since < LONGEST.toNanos()
                ? Optional.of(Micros.instant((at + ahead + since / NANOS_FOR_EACH_APART) / 1_000 + 1))
                : Optional.empty();
    }
}
