package dev.florin.server.web.api;

import java.time.Duration;

/** The model calls that run in this process. A demo's clock that is moved does not end them. */
public interface LiveCalls {
    /** Whether there are any. */
    boolean areThere();

    /** Does {@code move}, which makes it {@code jump} later; within a day no hold of a call that runs here ends by that. */
    void outlive(Duration jump, Runnable move);
}
