package dev.florin.sandbox.models.openai;

import dev.florin.sandbox.models.stage.Json;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be told from a model's name. */
final class OpenAiModel {
    private static final Pattern REASONS = Pattern.compile("(o[1-9]|gpt-5|gpt-[6-9]|gpt-oss).*");

    /** Since GPT-5.1 a model reasons only when it is asked to. */
    private static final Pattern REASONS_UNASKED = Pattern.compile("(o[1-9]|gpt-5(?!\\.)|gpt-oss).*");

    private static final Pattern COUNTS_CACHE_WRITES = Pattern.compile("(gpt-5\\.[6-9]|gpt-[6-9]).*");
    private static final int LITTLE = 32;
    private static final int SOME = 96;
    private static final int MUCH = 256;
    private static final int MOST = 512;

    private OpenAiModel() {}

    /** How many tokens of reasoning the stand-in spends: a stated number for each effort. */
    static int reasoning(String model, String effort) {
        if (!REASONS.matcher(model).matches()) {
            return 0;
        }
        return switch (effort) {
            case "" -> REASONS_UNASKED.matcher(model).matches() ? SOME : 0;
            case "none" -> 0;
            case "minimal", "low" -> LITTLE;
            case "high" -> MUCH;
            case "xhigh", "max" -> MOST;
            default -> SOME;
        };
    }

    /** What was found in the prompt cache and what was newly written there. */
    static ObjectNode inputDetails(String model, int input, int cached, int least, int step) {
        ObjectNode details = Json.object().put("cached_tokens", cached);
        if (COUNTS_CACHE_WRITES.matcher(model).matches()) {
            details.put("cache_write_tokens", input < least ? 0 : input / step * step - cached);
        }
        return details;
    }

    /** The reasoning effort that a request asks for; empty where it says nothing. */
    static String effort(JsonNode body) {
        String flat = Json.text(body, "reasoning_effort");
        return flat.isEmpty() ? Json.text(body.path("reasoning"), "effort") : flat;
    }
}
