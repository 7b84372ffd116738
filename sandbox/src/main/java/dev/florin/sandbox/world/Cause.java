package dev.florin.sandbox.world;

import org.jspecify.annotations.Nullable;

/** Which request brought a turn about; both absent when time did. */
public record Cause(@Nullable String requestId, @Nullable String idempotencyKey) {
    public static final Cause TIME = new Cause(null, null);
}
