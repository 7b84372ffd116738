package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The answer that a fault gives in place of the real one. */
final class FaultAnswer {
    private FaultAnswer() {}

    static Answer of(JsonNode order, String requestId) {
        int status = order.path("status").asInt();
        ObjectNode error = usual(status);
        order.path("error").properties().forEach(entry -> error.set(entry.getKey(), entry.getValue()));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Request-Id", requestId);
        order.path("headers")
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
        Answer answer =
                Answer.json(status, JsonNodeFactory.instance.objectNode().set("error", error));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private static ObjectNode usual(int status) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", "An error of the stand-in, as ordered.");
        return switch (status) {
            case 402 ->
                error.put("type", "card_error").put("code", "card_declined").put("decline_code", "generic_decline");
            case 409 -> error.put("type", "idempotency_error").put("code", "idempotency_key_in_use");
            case 429 -> error.put("type", "invalid_request_error").put("code", "rate_limit");
            default -> error.put("type", status >= 500 ? "api_error" : "invalid_request_error");
        };
    }
}
