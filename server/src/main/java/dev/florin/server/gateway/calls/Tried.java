package dev.florin.server.gateway.calls;

/** What a try at an upstream came to. */
interface Tried {
    Fate fate();
}
