package dev.florin.server.app;

import dev.florin.server.embedded.EmbeddedFault;

/** What a command says to the person who started it: results on standard output, the rest on standard error. */
final class Console {
    /** A result. */
    void say(String line) {
        System.out.println(line);
    }

    /** Something to know about, such as what takes a while. */
    void note(String line) {
        System.err.println("florin: " + line);
    }

    /** Florin's own PostgreSQL has died for good: without it nothing can be answered. */
    void lost(EmbeddedFault fault) {
        note(String.valueOf(fault.getMessage()));
        System.exit(1);
    }
}
