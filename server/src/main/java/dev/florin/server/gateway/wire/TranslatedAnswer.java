package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.TokenClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes whole answers of one dialect in the other; and the words and counts that streams share. Holds nothing. */
final class TranslatedAnswer {
    private TranslatedAnswer() {}

    /** An Anthropic message as a chat completion. */
    static byte[] completion(Answer answer, long created) {
        Json.Members root = answer.root();
        if (root == null) {
            return answer.body();
        }
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        List<Object> calls = new ArrayList<>();
        for (Json each : root.items("content")) {
            if (each instanceof Json.Members block) {
                switch (String.valueOf(block.text("type"))) {
                    case "text" -> text.append(block.text("text"));
                    case "thinking" -> thought.append(block.text("thinking"));
                    case "tool_use" -> calls.add(call(block));
                    default -> {}
                }
            }
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", text.isEmpty() ? null : text.toString());
        message.put("refusal", null);
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought.toString());
        }
        if (!calls.isEmpty()) {
            message.put("tool_calls", calls);
        }
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", message);
        choice.put("logprobs", null);
        choice.put("finish_reason", finish(root.text("stop_reason")));
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("id", root.get("id"));
        completion.put("object", "chat.completion");
        completion.put("created", created);
        completion.put("model", root.get("model"));
        completion.put("choices", List.of(choice));
        if (answer.usage() instanceof UsageReading.Counted(UsageCounts counts)) {
            completion.put("usage", ChatMeter.usage(counts));
        }
        return JsonText.of(completion);
    }

    private static Map<String, Object> call(Json.Members block) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", block.get("name"));
        Json input = block.some("input");
        function.put("arguments", input == null ? "{}" : JsonText.string(input));
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", block.get("id"));
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    /** A chat completion as an Anthropic message. */
    static byte[] message(Answer answer) {
        Json.Members root = answer.root();
        if (root == null) {
            return answer.body();
        }
        List<Object> content = new ArrayList<>();
        String finish = null;
        if (!root.items("choices").isEmpty() && root.items("choices").getFirst() instanceof Json.Members choice) {
            finish = choice.text("finish_reason");
            Json.Members said = choice.members("message");
            if (said != null) {
                blocks(said, content);
            }
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", root.get("id"));
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", root.get("model"));
        message.put("content", content);
        message.put("stop_reason", stop(finish));
        message.put("stop_sequence", null);
        if (answer.usage() instanceof UsageReading.Counted(UsageCounts counts)) {
            message.put("usage", usage(counts));
        }
        return JsonText.of(message);
    }

    private static void blocks(Json.Members said, List<Object> content) {
        for (String name : List.of("content", "refusal")) {
            String text = said.text(name);
            if (text != null && !text.isEmpty()) {
                Map<String, Object> block = new LinkedHashMap<>();
                block.put("type", "text");
                block.put("text", text);
                content.add(block);
            }
        }
        for (Json each : said.items("tool_calls")) {
            Json.Members function = each instanceof Json.Members call ? call.members("function") : null;
            if (each instanceof Json.Members call && function != null) {
                Map<String, Object> block = new LinkedHashMap<>();
                block.put("type", "tool_use");
                block.put("id", call.get("id"));
                block.put("name", function.get("name"));
                block.put("input", input(function.text("arguments")));
                content.add(block);
            }
        }
    }

    /** Arguments that a model wrote may be no JSON: then they are given as they are, under a name of their own. */
    private static Object input(@Nullable String arguments) {
        String text = arguments == null || arguments.isBlank() ? "{}" : arguments;
        Optional<Json.Members> read = JsonReader.objectIn(text.getBytes(StandardCharsets.UTF_8));
        return read.isPresent() ? read.get() : Map.of("arguments", text);
    }

    /** Counts in Anthropic's words: its input does not include what was cached. */
    static Map<String, Object> usage(UsageCounts counts) {
        long cached = counts.parts().getOrDefault(TokenClass.CACHED_INPUT, 0L);
        long written = counts.parts().getOrDefault(TokenClass.CACHE_WRITE, 0L)
                + counts.parts().getOrDefault(TokenClass.CACHE_WRITE_1H, 0L);
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", counts.input() - cached - written);
        usage.put("cache_creation_input_tokens", written);
        usage.put("cache_read_input_tokens", cached);
        usage.put("output_tokens", counts.output());
        return usage;
    }

    static @Nullable String finish(@Nullable String stop) {
        return switch (stop) {
            case null -> null;
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }

    static @Nullable String stop(@Nullable String finish) {
        return switch (finish) {
            case null -> null;
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> "end_turn";
        };
    }
}
