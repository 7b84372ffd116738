package dev.florin.sandbox.models.anthropic;

import dev.florin.sandbox.models.stage.Dialect;
import dev.florin.sandbox.models.stage.Frame;
import dev.florin.sandbox.models.stage.Json;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's envelope and headers. */
public final class Anthropic implements Dialect {
    @Override
    public String provider() {
        return "anthropic";
    }

    @Override
    public ObjectNode error(int status, ObjectNode given) {
        ObjectNode envelope = Json.object().put("type", "error");
        ObjectNode error = envelope.putObject("error")
                .put("type", given.has("type") ? given.path("type").asString() : type(status))
                .put("message", given.has("message") ? given.path("message").asString() : message(status));
        if (given.has("code")) {
            error.set("code", given.path("code"));
        }
        return envelope.put("request_id", Json.id("req_"));
    }

    private static String type(int status) {
        return switch (status) {
            case 400, 422 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
    }

    private static String message(int status) {
        return switch (status) {
            case 429 -> "This request would exceed your rate limit. Please try again later.";
            case 529 -> "Overloaded";
            case 401 -> "invalid x-api-key";
            default -> status < 500 ? "The request is invalid." : "Internal server error";
        };
    }

    @Override
    public Frame errorFrame(ObjectNode given) {
        ObjectNode envelope = error(given.has("type") ? 500 : 529, given);
        return Frame.of(Frame.Part.FRAME, Optional.of("error"), envelope);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("request-id", Json.id("req_"), "anthropic-organization-id", "sandbox");
    }
}
