package dev.florin.core.check;

/** Something that must always be true is not: a bug. Nobody but the outermost loop of a process may catch it. */
public final class BrokenInvariant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenInvariant(String message) {
        super(message);
    }
}
