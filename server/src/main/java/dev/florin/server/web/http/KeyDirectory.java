package dev.florin.server.web.http;

import java.util.Optional;

/** Where keys are looked up. Thread-safe; may block; asked at most once a second for each key in use. */
@FunctionalInterface
public interface KeyDirectory {
    /** Whose key it is; empty where it is unknown, revoked or has expired. */
    Optional<Caller> find(KeyHash key);
}
