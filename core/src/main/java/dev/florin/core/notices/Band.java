package dev.florin.core.notices;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Balances at which there is nothing to tell, so that whoever sees one of them need not look further.
 *
 * @param atLeast in nano-dollars
 * @param below in nano-dollars; {@link Long#MAX_VALUE} = without end
 * @param until from then on there may be something to tell at any balance; absent = never
 */
public record Band(long atLeast, long below, @Nullable Instant until) {
    /** Holds a balance of {@code nanos} that arose at {@code at}. */
    public boolean holds(long nanos, Instant at) {
        return nanos >= atLeast && nanos < below && (until == null || at.isBefore(until));
    }
}
