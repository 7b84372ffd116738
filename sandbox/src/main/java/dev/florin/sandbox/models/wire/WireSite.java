package dev.florin.sandbox.models.wire;

/** What answers the requests of a {@link WirePort}. Called on a virtual thread of its own for each; may block. */
@FunctionalInterface
public interface WireSite {
    void serve(WireExchange exchange);
}
