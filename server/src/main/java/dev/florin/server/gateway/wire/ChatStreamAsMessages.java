package dev.florin.server.gateway.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion's stream as an Anthropic message's: one block at a time, opened by what comes and closed by what comes
 * next. Thinking is left out, because Anthropic signs it and this provider does not. Not thread-safe.
 */
final class ChatStreamAsMessages implements StreamTranslation {
    private static final long NO_CALL = -1;

    private final List<SseFrame> frames = new ArrayList<>();
    private boolean begun;
    private boolean ended;
    private long index;
    private boolean open;
    /** The tool call whose block is open. */
    private long call = NO_CALL;

    private @Nullable String finish;
    private @Nullable Json usage;

    @Override
    public List<SseFrame> take(SseFrame frame) {
        frames.clear();
        byte[] data = frame.data();
        if (data == null) {
            return List.of(frame);
        }
        if (frame.isDone()) {
            return end();
        }
        Optional<Json.Members> read = JsonReader.objectIn(data);
        if (read.isPresent()) {
            chunk(read.get());
        }
        return List.copyOf(frames);
    }

    private void chunk(Json.Members root) {
        if (root.some("error") != null) {
            frames.add(SseFrame.of(
                    "error",
                    Envelope.error(
                            Dialect.ANTHROPIC_MESSAGES,
                            "api_error",
                            "upstream_error",
                            Envelope.message(root).orElse("The model's provider broke off."))));
            return;
        }
        if (!begun) {
            begin(root);
        }
        if (root.some("usage") != null) {
            usage = root.some("usage");
        }
        for (Json each : root.items("choices")) {
            if (each instanceof Json.Members choice) {
                Json.Members delta = choice.members("delta");
                if (delta != null) {
                    delta(delta);
                }
                String reason = choice.text("finish_reason");
                finish = reason == null ? finish : reason;
            }
        }
    }

    private void begin(Json.Members root) {
        begun = true;
        Map<String, Object> usage = new LinkedHashMap<>();
        // The last event tells both; OpenAI does not know them earlier.
        usage.put("input_tokens", 0);
        usage.put("output_tokens", 0);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", root.get("id"));
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", root.get("model"));
        message.put("content", List.of());
        message.put("stop_reason", null);
        message.put("stop_sequence", null);
        message.put("usage", usage);
        event("message_start", Map.of("message", message));
    }

    private void delta(Json.Members delta) {
        for (String name : List.of("content", "refusal")) {
            String text = delta.text(name);
            if (text != null && !text.isEmpty()) {
                if (!open || call != NO_CALL) {
                    Map<String, Object> block = new LinkedHashMap<>();
                    block.put("type", "text");
                    block.put("text", "");
                    open(block, NO_CALL);
                }
                piece("text_delta", "text", text);
            }
        }
        for (Json each : delta.items("tool_calls")) {
            if (each instanceof Json.Members members) {
                call(members);
            }
        }
    }

    private void call(Json.Members said) {
        long number = Math.max(0, said.count("index"));
        Json.Members function = said.members("function");
        if (!open || call != number) {
            Map<String, Object> block = new LinkedHashMap<>();
            block.put("type", "tool_use");
            block.put("id", said.get("id"));
            block.put("name", function == null ? null : function.get("name"));
            block.put("input", Map.of());
            open(block, number);
        }
        String arguments = function == null ? null : function.text("arguments");
        if (arguments != null && !arguments.isEmpty()) {
            piece("input_json_delta", "partial_json", arguments);
        }
    }

    private void open(Map<String, Object> block, long ofCall) {
        close();
        open = true;
        call = ofCall;
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("index", index);
        start.put("content_block", block);
        event("content_block_start", start);
    }

    private void close() {
        if (open) {
            event("content_block_stop", Map.of("index", index));
            open = false;
            index++;
        }
    }

    private void piece(String type, String name, String text) {
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("type", type);
        delta.put(name, text);
        Map<String, Object> piece = new LinkedHashMap<>();
        piece.put("index", index);
        piece.put("delta", delta);
        event("content_block_delta", piece);
    }

    @Override
    public List<SseFrame> end() {
        frames.clear();
        if (ended) {
            return List.of();
        }
        ended = true;
        close();
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("stop_reason", TranslatedAnswer.stop(finish));
        why.put("stop_sequence", null);
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("delta", why);
        if (UsageReader.read(Dialect.OPENAI_CHAT, usage, false) instanceof UsageReading.Counted(UsageCounts counts)) {
            last.put("usage", TranslatedAnswer.usage(counts));
        }
        event("message_delta", last);
        event("message_stop", Map.of());
        return List.copyOf(frames);
    }

    private void event(String type, Map<String, ?> members) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.putAll(members);
        frames.add(SseFrame.of(type, JsonText.of(event)));
    }
}
