package dev.florin.core.check;

import org.jspecify.annotations.Nullable;

/**
 * Checks that stay on in production.
 *
 * <p>{@link #argument} guards what a caller hands in, {@link #invariant} what must be true by our own doing. Both throw;
 * only the outermost loop of a process catches {@link BrokenInvariant}. Stateless and thread-safe.
 */
public final class Check {
    private Check() {}

    /** Throws {@link IllegalArgumentException} with {@code message} unless {@code holds}. */
    public static void argument(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Throws {@link BrokenInvariant} with {@code message} unless {@code holds}. */
    public static void invariant(boolean holds, String message) {
        if (!holds) {
            throw new BrokenInvariant(message);
        }
    }

    /** The value, which our own code promised to be there; {@link BrokenInvariant} where it is not. */
    public static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new BrokenInvariant(what + " is missing");
        }
        return value;
    }
}
