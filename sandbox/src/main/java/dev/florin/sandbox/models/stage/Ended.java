package dev.florin.sandbox.models.stage;

/** The answer is over before its end, as was ordered. */
public final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ended() {
        super("the answer ended as was ordered", null, false, false);
    }
}
