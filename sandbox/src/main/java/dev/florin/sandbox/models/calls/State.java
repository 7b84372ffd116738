package dev.florin.sandbox.models.calls;

import java.util.Locale;

/** How far a call has come. */
public enum State {
    WAITING,
    ANSWERING,
    FINISHED,
    CUT,
    CALLER_LEFT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean open() {
        return this == WAITING || this == ANSWERING;
    }
}
