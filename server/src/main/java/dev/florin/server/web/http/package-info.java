/**
 * HTTP as Florin speaks it: routes, keys, limits, JSON read strictly and written fast, and RFC 9457 problem answers.
 *
 * <p>What must always be true: a handler's effects come after {@link dev.florin.server.web.http.Request#admit}, which
 * answers bad fields, a missing Idempotency-Key and a missing scope in that order; every answer carries X-Request-Id; no
 * answer repeats a key or a body.
 */
@NullMarked
package dev.florin.server.web.http;

import org.jspecify.annotations.NullMarked;
