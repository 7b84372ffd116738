package dev.florin.server.app;

import java.util.List;

/** The configuration cannot be used; every mistake in it, so that one look mends them all. */
public final class ConfigurationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String[] mistakes;

    ConfigurationFault(List<String> mistakes) {
        super(String.join("\n", mistakes));
        this.mistakes = mistakes.toArray(String[]::new);
    }

    /** One sentence each; none contains a secret. */
    public List<String> mistakes() {
        return List.of(mistakes);
    }
}
