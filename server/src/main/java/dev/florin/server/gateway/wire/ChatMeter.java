package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Meters a stream of an OpenAI chat completion. Not thread-safe. */
final class ChatMeter extends StreamMeter {
    private final boolean asksUsage;
    private final boolean longCache;
    /** By the choice's number, whether it has ended. */
    private final SortedMap<Long, Boolean> choices = new TreeMap<>();

    private Json.@Nullable Members last;

    ChatMeter(Tokens tokens, String provider, String upstreamModel, CallRequest request) {
        super(tokens, provider, upstreamModel);
        asksUsage = request.asksStreamUsage();
        longCache = request.writesLongCache();
    }

    @Override
    Step metered(SseFrame frame, Json.Members root) {
        if (root.some("error") != null) {
            return failed(frame);
        }
        last = root;
        said().model(root.text("model"));
        said().serviceTier(root.text("service_tier"));
        Json told = root.some("usage");
        usage(UsageReader.read(Dialect.OPENAI_CHAT, told, longCache));
        List<Json> said = root.items("choices");
        for (Json choice : said) {
            if (choice instanceof Json.Members members) {
                choice(members);
            }
        }
        if (!said.isEmpty()) {
            countFrame();
        }
        if (told == null) {
            return send(frame);
        }
        if (said.isEmpty() && !asksUsage) {
            return Step.Send.NOTHING;
        }
        return asksUsage && said().finish().isPresent() ? wait(frame, root) : send(frame);
    }

    private void choice(Json.Members choice) {
        AnswerContent.chat(choice.members("delta"), said());
        String finish = choice.text("finish_reason");
        said().finish(finish);
        // A choice that a provider numbers oddly still ends with the others.
        long number = Math.max(0, choice.count("index"));
        choices.merge(number, finish != null, Boolean::logicalOr);
    }

    @Override
    byte @Nullable [] priced(Json.Members root, CostNote note) {
        return withCost(root, note);
    }

    @Override
    List<byte[]> length(UsageCounts counts, CostNote note) {
        List<byte[]> bytes = new ArrayList<>();
        if (choices.isEmpty()) {
            choices.put(0L, false);
        }
        choices.forEach((number, ended) -> {
            if (!ended) {
                Map<String, Object> choice = new LinkedHashMap<>();
                choice.put("index", number);
                choice.put("delta", Map.of());
                choice.put("finish_reason", "length");
                bytes.add(chunk(List.of(choice), null));
            }
        });
        if (asksUsage) {
            Map<String, Object> usage = usage(counts);
            usage.putAll(note.members());
            bytes.add(chunk(List.of(), usage));
        } else {
            bytes.add(ascii(note.comment()));
        }
        bytes.add(ascii("data: [DONE]\n\n"));
        return bytes;
    }

    /** A chunk of our own, which looks like the provider's last. */
    private byte[] chunk(List<?> choices, @Nullable Map<String, Object> usage) {
        Map<String, Object> chunk = new LinkedHashMap<>();
        for (String name : List.of("id", "object", "created", "model")) {
            Json value = last == null ? null : last.get(name);
            if (value != null) {
                chunk.put(name, value);
            }
        }
        chunk.put("choices", choices);
        if (usage != null) {
            chunk.put("usage", usage);
        }
        return SseFrame.of(null, JsonText.of(chunk)).raw();
    }

    /** Counts in OpenAI's words. */
    static Map<String, Object> usage(UsageCounts counts) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", counts.input());
        usage.put("completion_tokens", counts.output());
        usage.put("total_tokens", counts.input() + counts.output());
        Map<String, Object> in = new LinkedHashMap<>();
        in.put("cached_tokens", counts.parts().getOrDefault(TokenClass.CACHED_INPUT, 0L));
        usage.put("prompt_tokens_details", in);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("reasoning_tokens", counts.parts().getOrDefault(TokenClass.REASONING, 0L));
        usage.put("completion_tokens_details", out);
        return usage;
    }

    @Override
    SseFrame error(String message) {
        return SseFrame.of(null, Envelope.error(Dialect.OPENAI_CHAT, "server_error", "upstream_error", message));
    }
}
