package dev.florin.server.gateway.wire;

import dev.florin.server.gateway.tokens.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Meters a stream of an Anthropic message. Not thread-safe.
 *
 * <p>The first event carries the input and a beginning of the output; later ones repeat some members with what has been
 * counted meanwhile. So the usage is the last word on each member.
 */
final class MessagesMeter extends StreamMeter {
    private final boolean longCache;
    private final Map<String, Json> told = new LinkedHashMap<>();
    private final TreeSet<Long> openBlocks = new TreeSet<>();
    private boolean toldAtEnd;

    MessagesMeter(Tokens tokens, String provider, String upstreamModel, boolean longCache) {
        super(tokens, provider, upstreamModel);
        this.longCache = longCache;
    }

    @Override
    Step metered(SseFrame frame, Json.Members root) {
        String type = root.text("type");
        switch (type != null ? type : String.valueOf(frame.event())) {
            case "ping" -> {
                return pass(frame);
            }
            case "message_start" -> begin(root.members("message"));
            case "content_block_start" -> {
                Json.Members block = root.members("content_block");
                openBlocks.add(root.count("index"));
                if (block != null) {
                    AnswerContent.block(block, said());
                }
            }
            case "content_block_delta" -> {
                Json.Members delta = root.members("delta");
                if (delta != null) {
                    countFrame();
                    AnswerContent.delta(delta, said());
                }
            }
            case "content_block_stop" -> openBlocks.remove(root.count("index"));
            case "message_delta" -> {
                return delta(frame, root);
            }
            case "message_stop" -> {
                return over(frame);
            }
            case "error" -> {
                return failed(frame);
            }
            default -> {
                return pass(frame);
            }
        }
        return send(frame);
    }

    private void begin(Json.@Nullable Members message) {
        if (message == null) {
            return;
        }
        said().model(message.text("model"));
        Json.Members usage = message.members("usage");
        if (usage != null) {
            said().serviceTier(usage.text("service_tier"));
            tell(usage);
        }
    }

    private Step delta(SseFrame frame, Json.Members root) {
        Json.Members delta = root.members("delta");
        said().finish(delta == null ? null : delta.text("stop_reason"));
        Json.Members usage = root.members("usage");
        if (usage != null) {
            toldAtEnd = true;
            tell(usage);
        }
        return wait(frame, root);
    }

    private void tell(Json.Members usage) {
        usage.values().forEach((name, value) -> {
            if (!(value instanceof Json.Nothing)) {
                told.put(name, value);
            }
        });
        usage(UsageReader.read(Dialect.ANTHROPIC_MESSAGES, new Json.Members(told, usage.span()), longCache));
    }

    /** A beginning alone tells an output of one token or so, whatever is written after it. */
    @Override
    public UsageReading usage() {
        UsageReading reading = super.usage();
        boolean farTooLittle = !toldAtEnd
                && reading instanceof UsageReading.Counted(UsageCounts counts)
                && counts.output() * 2 < outputSoFar().likely();
        return farTooLittle ? new UsageReading.Contradictory("less output than was written") : reading;
    }

    @Override
    byte @Nullable [] priced(Json.Members root, CostNote note) {
        return withCost(root, note);
    }

    @Override
    List<byte[]> length(UsageCounts counts, CostNote note) {
        List<byte[]> bytes = new ArrayList<>();
        for (long index : openBlocks) {
            Map<String, Object> stop = new LinkedHashMap<>();
            stop.put("type", "content_block_stop");
            stop.put("index", index);
            bytes.add(SseFrame.of("content_block_stop", JsonText.of(stop)).raw());
        }
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("stop_reason", CallRequest.MAX_TOKENS);
        end.put("stop_sequence", null);
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("output_tokens", counts.output());
        usage.putAll(note.members());
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("type", "message_delta");
        delta.put("delta", end);
        delta.put("usage", usage);
        bytes.add(SseFrame.of("message_delta", JsonText.of(delta)).raw());
        bytes.add(SseFrame.of("message_stop", JsonText.of(Map.of("type", "message_stop")))
                .raw());
        return bytes;
    }

    @Override
    SseFrame error(String message) {
        return SseFrame.of("error", Envelope.error(Dialect.ANTHROPIC_MESSAGES, "api_error", "upstream_error", message));
    }
}
