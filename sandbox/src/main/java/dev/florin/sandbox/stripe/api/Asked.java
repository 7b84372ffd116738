package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.http.Exchange;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A call as it came in, before anything was made of it. */
record Asked(
        String method,
        String path,
        String requestId,
        Optional<String> key,
        Optional<String> version,
        ObjectNode parameters) {

    /** With no parameters yet: reading them may fail. */
    static Asked of(Exchange exchange, String requestId) {
        return new Asked(
                exchange.method(),
                exchange.path(),
                requestId,
                exchange.method().equals("POST") ? exchange.header("Idempotency-Key") : Optional.empty(),
                exchange.header("Stripe-Version"),
                JsonNodeFactory.instance.objectNode());
    }

    Asked reading(Exchange exchange) {
        String form = method.equals("POST") ? exchange.text() : exchange.query();
        return new Asked(method, path, requestId, key, version, FormDecoder.decode(form));
    }
}
