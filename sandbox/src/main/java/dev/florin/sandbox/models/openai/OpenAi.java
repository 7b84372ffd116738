package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.stage.Dialect;
import dev.florin.sandbox.models.stage.Frame;
import dev.florin.sandbox.models.stage.Json;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's envelope and headers. */
public final class OpenAi implements Dialect {
    /** What the API calls its version, for years. */
    private static final String VERSION = "2020-10-01";

    private final boolean named;

    /** @param named true where events carry their type as a name, as those of the Responses API do */
    public OpenAi(boolean named) {
        this.named = named;
    }

    @Override
    public String provider() {
        return "openai";
    }

    @Override
    public ObjectNode error(int status, ObjectNode given) {
        ObjectNode error = Json.object();
        error.put("message", given.has("message") ? given.path("message").asString() : message(status))
                .put("type", given.has("type") ? given.path("type").asString() : type(status));
        error.set("param", given.path("param").isString() ? given.path("param") : error.nullNode());
        JsonNode code = given.path("code");
        if (code.isMissingNode()) {
            error.set("code", status == 429 ? error.stringNode("rate_limit_exceeded") : error.nullNode());
        } else {
            error.set("code", code);
        }
        return Json.object().set("error", error);
    }

    private static String type(int status) {
        return switch (status) {
            case 429 -> "requests";
            case 400, 401, 403, 404, 422 -> "invalid_request_error";
            default -> "server_error";
        };
    }

    private static String message(int status) {
        return switch (status) {
            case 429 -> "Rate limit reached. Please try again later.";
            case 400, 422 -> "The request is invalid.";
            case 401 -> "Incorrect API key provided.";
            case 503 -> "The server is overloaded. Please try again later.";
            default -> "The server had an error while processing your request.";
        };
    }

    @Override
    public Frame errorFrame(ObjectNode given) {
        JsonNode error = error(500, given).path("error");
        if (!named) {
            return Frame.of(Frame.Part.FRAME, Optional.empty(), Json.object().set("error", error));
        }
        ObjectNode event = Json.object().put("type", "error");
        event.set("code", error.path("code"));
        event.set("message", error.path("message"));
        event.set("param", error.path("param"));
        event.put("sequence_number", 0);
        return Frame.of(Frame.Part.FRAME, Optional.of("error"), event);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of(
                "x-request-id",
                Json.id("req_"),
                "openai-version",
                VERSION,
                "openai-organization",
                "sandbox",
                "openai-processing-ms",
                "1");
    }
}
