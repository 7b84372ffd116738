package dev.florin.server.web.http;

import java.util.Optional;

/**
 * A request whose fields, Idempotency-Key and scope are in order: what a handler needs to act.
 *
 * @param key the Idempotency-Key, where one was sent to a route that minds it
 */
public record Admission(Caller caller, Optional<IdempotencyKey> key) {}
