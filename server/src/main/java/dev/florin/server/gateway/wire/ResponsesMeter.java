package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Meters a stream of an OpenAI response. Not thread-safe. */
final class ResponsesMeter extends StreamMeter {
    private final boolean longCache;
    /** What was finished, for the response that the last event repeats. */
    private final List<Json> items = new ArrayList<>();

    private Json.@Nullable Members begun;
    private long number;

    ResponsesMeter(Tokens tokens, String provider, String upstreamModel, boolean longCache) {
        super(tokens, provider, upstreamModel);
        this.longCache = longCache;
    }

    @Override
    Step metered(SseFrame frame, Json.Members root) {
        String type = root.text("type");
        String kind = type != null ? type : String.valueOf(frame.event());
        number = Math.max(number, root.count("sequence_number"));
        Json.Members response = root.members("response");
        if (response != null) {
            begun = response;
            said().model(response.text("model"));
            said().serviceTier(response.text("service_tier"));
        }
        switch (kind) {
            case "response.completed", "response.incomplete", "response.failed" -> {
                return last(frame, root, response);
            }
            case "error" -> {
                return failed(frame);
            }
            case "response.output_item.added" -> added(root.members("item"));
            case "response.output_item.done" -> {
                if (root.get("item") instanceof Json.Members item) {
                    items.add(item);
                }
            }
            default -> delta(kind, root.text("delta"));
        }
        return send(frame);
    }

    private void added(Json.@Nullable Members item) {
        String type = item == null ? null : item.text("type");
        if (item == null || type == null || type.equals("message")) {
            return;
        }
        if (type.equals("reasoning")) {
            said().reasoning();
        } else {
            said().content();
            said().content(item.text("name"));
        }
    }

    private void delta(String kind, @Nullable String delta) {
        if (delta == null || !kind.endsWith(".delta")) {
            return;
        }
        countFrame();
        switch (kind) {
            case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" -> said().reasoning(delta);
            // Sound as base64; its transcript is counted.
            case "response.audio.delta" -> said().content();
            default -> said().content(delta);
        }
    }

    private Step last(SseFrame frame, Json.Members root, Json.@Nullable Members response) {
        if (response != null) {
            if (said().hasContent()) {
                Answer.ended(response, said());
            } else {
                // Some servers send the whole only.
                Answer.response(response, said());
            }
            usage(UsageReader.read(Dialect.OPENAI_RESPONSES, response.get("usage"), longCache));
        }
        return said().hasFailed() ? failed(frame) : over(frame, root);
    }

    @Override
    byte @Nullable [] priced(Json.Members root, CostNote note) {
        Json.Members response = root.members("response");
        byte[] priced = response == null ? null : withCost(response, note);
        return priced == null ? null : JsonText.changed(root, Map.of("response", priced), Set.of());
    }

    @Override
    List<byte[]> length(UsageCounts counts, CostNote note) {
        Map<String, Object> usage = usage(counts);
        usage.putAll(note.members());
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("status", "incomplete");
        set.put("incomplete_details", Map.of("reason", CallRequest.MAX_OUTPUT_TOKENS));
        set.put("output", items);
        set.put("usage", usage);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "response.incomplete");
        event.put("sequence_number", number + 1);
        event.put("response", begun == null ? set : JsonText.changed(begun, set, Set.of()));
        return List.of(SseFrame.of("response.incomplete", JsonText.of(event)).raw());
    }

    /** Counts in the words of Responses. */
    private static Map<String, Object> usage(UsageCounts counts) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", counts.input());
        usage.put(
                "input_tokens_details",
                Map.of("cached_tokens", counts.parts().getOrDefault(TokenClass.CACHED_INPUT, 0L)));
        usage.put("output_tokens", counts.output());
        usage.put(
                "output_tokens_details",
                Map.of("reasoning_tokens", counts.parts().getOrDefault(TokenClass.REASONING, 0L)));
        usage.put("total_tokens", counts.input() + counts.output());
        return usage;
    }

    @Override
    SseFrame error(String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", "error");
        error.put("code", "server_error");
        error.put("message", message);
        error.put("param", null);
        error.put("sequence_number", number + 1);
        return SseFrame.of("error", JsonText.of(error));
    }
}
