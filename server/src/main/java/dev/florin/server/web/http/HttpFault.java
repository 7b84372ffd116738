package dev.florin.server.web.http;

/** The server could not listen. */
public final class HttpFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean canRetry;

    HttpFault(String message, boolean canRetry) {
        super(message);
        this.canRetry = canRetry;
    }

    /** Whether the same may work later: a port that is taken now may be free then. */
    public boolean canRetry() {
        return canRetry;
    }
}
