package dev.florin.sandbox.models.wire;

/** The other side closed its connection before its answer was complete. */
public final class CallerGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    CallerGone(Throwable cause) {
        super("the caller left", cause);
    }

    CallerGone() {
        super("the caller left");
    }
}
