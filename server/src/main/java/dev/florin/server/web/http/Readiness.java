package dev.florin.server.web.http;

import java.util.Optional;

/** Says whether the server can do its work right now. Thread-safe; answers at once. */
@FunctionalInterface
public interface Readiness {
    /** What stands in the way, such as {@code database_unavailable}; empty where nothing does. */
    Optional<Problem> obstacle();
}
