package dev.florin.sandbox.models.stage;

import tools.jackson.databind.node.ObjectNode;

/** An address where a model is called. */
@FunctionalInterface
public interface Endpoint {
    /** Reads a request; refuses it with {@link ApiError} as the provider would. */
    Asking read(ObjectNode body);
}
