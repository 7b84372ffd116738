package dev.florin.core.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times in the ledger are whole microseconds, as the database keeps them. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000L;

    private Micros() {}

    /** Microseconds since 1970. */
    public static long of(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), PER_SECOND), at.getNano() / 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    /** The same time without what is finer than a microsecond. */
    public static Instant cut(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    static @Nullable Instant cutIfThere(@Nullable Instant at) {
        return at == null ? null : cut(at);
    }
}
