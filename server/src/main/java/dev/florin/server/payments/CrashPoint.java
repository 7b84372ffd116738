package dev.florin.server.payments;

/** Ends the process at one point, at once and without a word, as {@code kill -9} does. */
final class CrashPoint implements Trail {
    /** What a shell says of a process that was killed. */
    private static final int KILLED = 137;

    private final String where;

    CrashPoint(String where) {
        this.where = where;
    }

    @Override
    public void reach(String point) {
        if (point.equals(where)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
