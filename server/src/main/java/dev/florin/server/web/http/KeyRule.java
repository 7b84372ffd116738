package dev.florin.server.web.http;

/** What a route does with the header Idempotency-Key. */
public enum KeyRule {
    /** Without one nothing is done: the request creates or moves credit. */
    REQUIRED,
    /** With one the request takes effect once. */
    ALLOWED,
    /** Saying it twice changes nothing anyway. */
    IGNORED
}
