package dev.florin.server.notices;

/**
 * How a run went.
 *
 * @param handled how many things were done
 * @param failed how many could not be, and are tried again
 */
public record Run(long handled, long failed) {
    static final Run NOTHING = new Run(0, 0);

    public Run plus(Run other) {
        return new Run(handled + other.handled, failed + other.failed);
    }
}
