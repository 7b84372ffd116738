package dev.florin.server.app;

import dev.florin.server.storage.SandboxClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one clock: the database's, with the offset of a demo. How far it is from this machine's is asked once a second at most, so
 * that a flood of requests asks the database for nothing. Thread-safe.
 */
final class DatabaseClock extends Clock {
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final SandboxClock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Asked asked;

    private record Asked(Duration ahead, long at) {
        boolean isKept() {
            return System.nanoTime() - at < KEPT.toNanos();
        }
    }

    DatabaseClock(SandboxClock clock) {
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        Asked known = asked;
        if (known == null || !known.isKept()) {
            known = ask();
        }
        return Instant.now().plus(known.ahead);
    }

    /** One asks; whoever comes meanwhile waits for the answer. */
    private Asked ask() {
        asking.lock();
        try {
            Asked known = asked;
            if (known == null || !known.isKept()) {
                known = new Asked(Duration.between(Instant.now(), clock.read().now()), System.nanoTime());
                asked = known;
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants have no zone");
    }
}
