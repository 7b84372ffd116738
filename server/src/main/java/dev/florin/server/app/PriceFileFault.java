package dev.florin.server.app;

/** A file of prices says something that is not understood. Trying again does not help; the file must be mended. */
public final class PriceFileFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PriceFileFault(String file, String where, String why) {
        super(file + ", " + where + ": " + why);
    }

    PriceFileFault(String file, String where, String why, Throwable cause) {
        super(file + ", " + where + ": " + why, cause);
    }
}
