package dev.florin.bench;

/** Something that a measurement needs went wrong; the run ends. */
final class BenchFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFault(String why) {
        super(why);
    }

    BenchFault(Throwable cause) {
        super(cause);
    }
}
