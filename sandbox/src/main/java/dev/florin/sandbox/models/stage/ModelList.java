package dev.florin.sandbox.models.stage;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The models that the stand-in names when it is asked which there are. It answers to every other name as well. */
public final class ModelList {
    private static final List<String> OPENAI = List.of(
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-4.1",
            "gpt-4.1-mini",
            "o4-mini",
            "gpt-5",
            "gpt-5-mini",
            "text-embedding-3-small",
            "text-embedding-3-large");

    private static final List<String> ANTHROPIC =
            List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5", "claude-sonnet-4-5");

    /** 1 January 2026. */
    private static final long CREATED = 1_767_225_600L;

    private ModelList() {}

    public static ObjectNode openAi() {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        OPENAI.forEach(model -> data.add(openAi(model)));
        return list;
    }

    public static ObjectNode openAi(String model) {
        return Json.object()
                .put("id", model)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "sandbox");
    }

    public static ObjectNode anthropic() {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        ANTHROPIC.forEach(model -> data.add(anthropic(model)));
        return list.put("has_more", false).put("first_id", ANTHROPIC.getFirst()).put("last_id", ANTHROPIC.getLast());
    }

    public static ObjectNode anthropic(String model) {
        return Json.object()
                .put("type", "model")
                .put("id", model)
                .put("display_name", model)
                .put("created_at", "2026-01-01T00:00:00Z");
    }

    /** What is asked for under {@code /models}: the list, or one model. */
    public static Optional<ObjectNode> at(String provider, String path) {
        boolean openAi = provider.equals("openai");
        if (path.equals("/v1/models")) {
            return Optional.of(openAi ? openAi() : anthropic());
        }
        String model = path.startsWith("/v1/models/") ? path.substring("/v1/models/".length()) : "";
        if (model.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(openAi ? openAi(model) : anthropic(model));
    }
}
