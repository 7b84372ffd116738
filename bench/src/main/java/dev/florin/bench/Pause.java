package dev.florin.bench;

import java.time.Duration;

/** Waits, where time itself is what is waited for. */
final class Pause {
    private Pause() {}

    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        }
    }
}
