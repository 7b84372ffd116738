package dev.florin.core.ledger;

import dev.florin.core.accounts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and how the same question is known again.
 *
 * @param key the short digest of the Idempotency-Key; absent where none was sent
 * @param fingerprint the short digest of method, path and parsed body
 * @param actor who asks, such as {@code operator}, {@code key:ak_…} or {@code job}
 * @param source what the request came from, such as {@code api} or {@code event:…}
 */
public record Request(@Nullable Digest key, Digest fingerprint, String actor, String source) {}
