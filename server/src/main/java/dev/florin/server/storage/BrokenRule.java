package dev.florin.server.storage;

/** Ends a proof at the first difference. */
final class BrokenRule extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Difference difference;

    BrokenRule(Difference difference) {
        super(difference.toString());
        this.difference = difference;
    }

    Difference difference() {
        return difference;
    }
}
