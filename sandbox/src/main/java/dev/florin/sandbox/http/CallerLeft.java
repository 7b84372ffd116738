package dev.florin.sandbox.http;

import java.io.IOException;

/** The other side of the connection went away before it had its answer. */
public final class CallerLeft extends RuntimeException {
    private static final long serialVersionUID = 1;

    CallerLeft(IOException cause) {
        super("the caller left", cause);
    }
}
