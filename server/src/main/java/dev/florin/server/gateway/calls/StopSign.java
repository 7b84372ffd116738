package dev.florin.server.gateway.calls;

import java.time.Duration;

/** Says when calls that still run must come to their end, because the server does. Thread-safe. */
final class StopSign {
    private volatile boolean shown;
    private volatile long at;

    void within(Duration patience) {
        at = System.nanoTime() + patience.toNanos();
        shown = true;
    }

    boolean isDue() {
        return shown && System.nanoTime() - at >= 0;
    }
}
