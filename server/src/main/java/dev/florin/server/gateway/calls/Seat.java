package dev.florin.server.gateway.calls;

/** The place of one call at an upstream, and what the call says about it. Used by one thread. */
final class Seat implements AutoCloseable {
    private final Line line;
    private final boolean permitted;
    private long since = System.nanoTime();
    private boolean judged;
    private boolean closed;

    /** @param permitted whether the upstream was thought to be well, or this call is to try whether it is again */
    Seat(Line line, boolean permitted) {
        this.line = line;
        this.permitted = permitted;
    }

    Line line() {
        return line;
    }

    /** The call goes out now. */
    void asks() {
        since = System.nanoTime();
    }

    /** When the call went out, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    void told(Fate fate) {
        if (fate != Fate.ACCEPTED && fate != Fate.LEFT) {
            judged = true;
            line.judged(fate);
        }
    }

    /** An answer in one piece, or the first byte of a stream, has come. */
    void heard(boolean streamed) {
        line.heard(System.nanoTime() - since, streamed);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (permitted && !judged) {
                line.unjudged();
            }
            line.leave();
        }
    }
}
