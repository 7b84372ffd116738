package dev.florin.server.app;

import dev.florin.server.storage.SandboxClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The one clock: the database's, with the offset of a demo. How far it is from this machine's is asked once a second at most, so
 * that a flood of requests asks the database for nothing. Thread-safe.
 */
final class DatabaseClock extends Clock {
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final SandboxClock clock;
    private volatile Asked asked = new Asked(Duration.ZERO, System.nanoTime() - KEPT.toNanos());

    private record Asked(Duration ahead, long at) {}

    DatabaseClock(SandboxClock clock) {
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        Asked known = asked;
        if (System.nanoTime() - known.at >= KEPT.toNanos()) {
            known = new Asked(Duration.between(Instant.now(), clock.read().now()), System.nanoTime());
            asked = known;
        }
        return Instant.now().plus(known.ahead);
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
