package dev.florin.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An Anthropic message's stream as a chat completion's. Ends with a chunk of usage, which the caller's own meter hides where
 * it was not asked for. Not thread-safe.
 */
final class MessagesStreamAsChat implements StreamTranslation {
    private final long created;
    private final Map<String, Json> told = new LinkedHashMap<>();
    /** Which tool call a block is. */
    private final Map<Long, Integer> calls = new HashMap<>();

    private @Nullable Json id;
    private @Nullable Json model;

    MessagesStreamAsChat(long created) {
        this.created = created;
    }

    @Override
    public List<SseFrame> take(SseFrame frame) {
        byte[] data = frame.data();
        if (data == null) {
            return List.of(frame);
        }
        Optional<Json.Members> read = JsonReader.objectIn(data);
        if (read.isEmpty()) {
            return List.of();
        }
        Json.Members root = read.get();
        Json.Members delta = root.members("delta");
        return switch (String.valueOf(root.text("type"))) {
            case "message_start" -> begin(root.members("message"));
            case "content_block_start" -> block(root);
            case "content_block_delta" -> delta == null ? List.of() : delta(root, delta);
            case "message_delta" -> {
                tell(root.members("usage"));
                yield List.of(
                        chunk(Map.of(), TranslatedAnswer.finish(delta == null ? null : delta.text("stop_reason"))));
            }
            case "message_stop" -> end();
            case "error" ->
                List.of(SseFrame.of(
                        null,
                        Envelope.error(
                                Dialect.OPENAI_CHAT,
                                "server_error",
                                "upstream_error",
                                Envelope.message(root).orElse("The model's provider broke off."))));
            default -> List.of();
        };
    }

    @Override
    public List<SseFrame> end() {
        return List.of(usage(), SseFrame.of(null, "[DONE]".getBytes(StandardCharsets.US_ASCII)));
    }

    private List<SseFrame> begin(Json.@Nullable Members message) {
        if (message != null) {
            id = message.get("id");
            model = message.get("model");
            tell(message.members("usage"));
        }
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("role", "assistant");
        delta.put("content", "");
        return List.of(chunk(delta, null));
    }

    private void tell(Json.@Nullable Members usage) {
        if (usage != null) {
            usage.values().forEach((name, value) -> {
                if (!(value instanceof Json.Nothing)) {
                    told.put(name, value);
                }
            });
        }
    }

    private List<SseFrame> block(Json.Members root) {
        Json.Members block = root.members("content_block");
        if (block == null || !"tool_use".equals(block.text("type"))) {
            String text = block == null ? null : block.text("text");
            return text == null || text.isEmpty() ? List.of() : List.of(chunk(Map.of("content", text), null));
        }
        int number = calls.size();
        calls.put(root.count("index"), number);
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", block.get("name"));
        function.put("arguments", "");
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", number);
        call.put("id", block.get("id"));
        call.put("type", "function");
        call.put("function", function);
        return List.of(chunk(Map.of("tool_calls", List.of(call)), null));
    }

    private List<SseFrame> delta(Json.Members root, Json.Members delta) {
        if (delta.get("text") instanceof Json.Text text) {
            return List.of(chunk(Map.of("content", text), null));
        }
        if (delta.get("thinking") instanceof Json.Text thought) {
            return List.of(chunk(Map.of("reasoning_content", thought), null));
        }
        if (delta.get("partial_json") instanceof Json.Text arguments) {
            Map<String, Object> call = new LinkedHashMap<>();
            call.put("index", calls.getOrDefault(root.count("index"), 0));
            call.put("function", Map.of("arguments", arguments));
            return List.of(chunk(Map.of("tool_calls", List.of(call)), null));
        }
        return List.of();
    }

    private SseFrame chunk(Map<String, ?> delta, @Nullable String finish) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", finish);
        Map<String, Object> chunk = head();
        chunk.put("choices", List.of(choice));
        return SseFrame.of(null, JsonText.of(chunk));
    }

    private SseFrame usage() {
        Map<String, Object> chunk = head();
        chunk.put("choices", List.of());
        Json.Members usage = new Json.Members(told, new Json.Span(new byte[0], 0, 0));
        if (UsageReader.read(Dialect.ANTHROPIC_MESSAGES, usage, false)
                instanceof UsageReading.Counted(UsageCounts counts)) {
            chunk.put("usage", ChatMeter.usage(counts));
        }
        return SseFrame.of(null, JsonText.of(chunk));
    }

    private Map<String, Object> head() {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", id);
        head.put("object", "chat.completion.chunk");
        head.put("created", created);
        head.put("model", model);
        return head;
    }
}
