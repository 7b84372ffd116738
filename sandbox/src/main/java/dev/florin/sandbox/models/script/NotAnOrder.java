package dev.florin.sandbox.models.script;

/** An order to the controls that makes no sense: 400 for a field or value, 404 for an id or address, which it names. */
public final class NotAnOrder extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private NotAnOrder(int status, String message) {
        super(message);
        this.status = status;
    }

    public static NotAnOrder wrong(String message) {
        return new NotAnOrder(400, message);
    }

    public static NotAnOrder unknown(String message) {
        return new NotAnOrder(404, message);
    }

    public int status() {
        return status;
    }
}
