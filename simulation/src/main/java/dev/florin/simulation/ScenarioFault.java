package dev.florin.simulation;

/** A line of a scenario cannot be read, or came to something else than it says. */
public final class ScenarioFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioFault(String message) {
        super(message);
    }

    ScenarioFault(String message, Throwable cause) {
        super(message, cause);
    }
}
