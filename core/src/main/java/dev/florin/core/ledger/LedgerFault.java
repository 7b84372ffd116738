package dev.florin.core.ledger;

/** The world failed before a command could be answered. Asking again with the same key is always safe. */
public final class LedgerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What failed. */
    public enum Kind {
        /** More commands wait than the queue holds: nothing was done. */
        OVERLOADED,
        /** The database cannot be reached, or did not say whether it committed. */
        DATABASE_UNAVAILABLE,
        /** The process is stopping: nothing was done. */
        STOPPING
    }

    private final Kind kind;

    public LedgerFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LedgerFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
