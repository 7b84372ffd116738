package dev.florin.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The system's time plus an offset that only grows. Thread-safe. */
public final class VirtualClock implements InstantSource {
    private final InstantSource system;
    private volatile Duration offset;

    public VirtualClock(InstantSource system, Duration offset) {
        this.system = system;
        this.offset = offset;
    }

    @Override
    public Instant instant() {
        return system.instant().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    public Duration offset() {
        return offset;
    }

    /** How long until the clock shows {@code time} if nobody moves it; zero if it does already. */
    public Duration until(Instant time) {
        Duration left = Duration.between(instant(), time);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Moves forward so that the clock shows at least {@code time}. */
    synchronized void reach(Instant time) {
        Duration needed = Duration.between(system.instant(), time);
        if (needed.compareTo(offset) > 0) {
            offset = needed;
        }
    }
}
