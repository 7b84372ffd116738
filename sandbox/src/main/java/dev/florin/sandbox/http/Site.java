package dev.florin.sandbox.http;

/** What answers the requests of one port. Called on a virtual thread of its own for each request; may block. */
@FunctionalInterface
public interface Site {
    void serve(Exchange exchange);
}
