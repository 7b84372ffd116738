package dev.florin.server.payments;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether Stripe answered when this process asked it last: pages say so without asking. Thread-safe. */
final class Reach {
    /** Stripe's events are read every minute: what nobody has asked for longer is not known. */
    private static final long KNOWN_NANOS = Duration.ofMinutes(5).toNanos();

    /** When the last request failed; absent where it was answered. */
    private volatile @Nullable Long lostNanos;

    /** An answer came, whatever it said. */
    void answered() {
        if (lostNanos != null) {
            lostNanos = null;
        }
    }

    /** No answer came, or one of a Stripe that does not work. */
    void lost(long nanos) {
        lostNanos = nanos;
    }

    /** Whether the last request failed, not long ago. */
    boolean isLost(long nanos) {
        Long lost = lostNanos;
        return lost != null && nanos - lost < KNOWN_NANOS;
    }
}
