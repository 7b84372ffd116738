package dev.florin.sandbox.stripe.control;

/** An order that makes no sense: 400 for a field or value, 404 for an id or address. The message names it. */
final class ControlError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private ControlError(int status, String message) {
        super(message);
        this.status = status;
    }

    static ControlError wrong(String message) {
        return new ControlError(400, message);
    }

    static ControlError unknown(String message) {
        return new ControlError(404, message);
    }

    int status() {
        return status;
    }
}
