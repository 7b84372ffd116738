package dev.florin.server.gateway.wire;

import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what each dialect calls usage to {@link UsageCounts}.
 *
 * <p>OpenAI's input includes its cached parts, Anthropic's does not. Reasoning is inside the output with both; xAI and Google
 * leave it out of {@code completion_tokens} and count it in {@code total_tokens} only, so what the total has more is
 * reasoning. DeepSeek and Moonshot have names of their own for what was cached.
 */
final class UsageReader {
    private final Map<TokenClass, Long> parts = new EnumMap<>(TokenClass.class);
    private final boolean longCache;
    private @Nullable String wrong;

    private UsageReader(boolean longCache) {
        this.longCache = longCache;
    }

    /**
     * What a usage object says.
     *
     * @param longCache whether cache writes of a kind that is not told are the dear ones
     */
    static UsageReading read(Dialect dialect, @Nullable Json usage, boolean longCache) {
        if (usage == null || usage instanceof Json.Nothing) {
            return new UsageReading.Missing();
        }
        if (!(usage instanceof Json.Members members)) {
            return new UsageReading.Contradictory("is no object");
        }
        UsageReader reader = new UsageReader(longCache);
        return dialect.isAnthropic() ? reader.anthropic(members) : reader.openAi(members);
    }

    private UsageReading openAi(Json.Members usage) {
        boolean chat = usage.some("prompt_tokens") != null || usage.some("completion_tokens") != null;
        String inputName = chat ? "prompt_tokens" : "input_tokens";
        String outputName = chat ? "completion_tokens" : "output_tokens";
        if (usage.some(inputName) == null && usage.some(outputName) == null) {
            return new UsageReading.Missing();
        }
        long input = count(usage, inputName);
        long output = count(usage, outputName);
        Json.Members in = usage.members(chat ? "prompt_tokens_details" : "input_tokens_details");
        Json.Members out = usage.members(chat ? "completion_tokens_details" : "output_tokens_details");
        long cached = in == null ? 0 : count(in, "cached_tokens");
        cached = Math.max(cached, Math.max(count(usage, "prompt_cache_hit_tokens"), count(usage, "cached_tokens")));
        parts.put(TokenClass.CACHED_INPUT, cached);
        if (in != null) {
            long written = count(in, "cache_write_tokens");
            parts.put(longCache ? TokenClass.CACHE_WRITE_1H : TokenClass.CACHE_WRITE, written);
            // Both may count a cached sound or image; what was cached is cheaper, so it counts as cached.
            long fresh = Math.max(0, input - cached - written);
            long sound = Math.min(fresh, count(in, "audio_tokens"));
            parts.put(TokenClass.AUDIO_INPUT, sound);
        }
        long reasoning = out == null ? 0 : count(out, "reasoning_tokens");
        long apart = usage.some("total_tokens") == null ? 0 : count(usage, "total_tokens") - input - output;
        if (apart < 0) {
            wrong = "the total is less than its parts";
        } else if (apart > 0) {
            output += apart;
            reasoning = Math.max(reasoning, apart);
        }
        parts.put(TokenClass.REASONING, reasoning);
        if (out != null) {
            parts.put(TokenClass.AUDIO_OUTPUT, count(out, "audio_tokens"));
        }
        return reading(input, output);
    }

    private UsageReading anthropic(Json.Members usage) {
        if (usage.some("input_tokens") == null && usage.some("output_tokens") == null) {
            return new UsageReading.Missing();
        }
        long cached = count(usage, "cache_read_input_tokens");
        long written = count(usage, "cache_creation_input_tokens");
        Json.Members split = usage.members("cache_creation");
        long forMinutes = split == null ? 0 : count(split, "ephemeral_5m_input_tokens");
        long forAnHour = split == null ? 0 : count(split, "ephemeral_1h_input_tokens");
        long untold = written - forMinutes - forAnHour;
        if (untold < 0 && written > 0) {
            wrong = "the cache writes are more than their sum";
        }
        untold = Math.max(0, untold);
        parts.put(TokenClass.CACHED_INPUT, cached);
        parts.put(TokenClass.CACHE_WRITE, forMinutes + (longCache ? 0 : untold));
        parts.put(TokenClass.CACHE_WRITE_1H, forAnHour + (longCache ? untold : 0));
        Json.Members out = usage.members("output_tokens_details");
        long output = count(usage, "output_tokens");
        parts.put(TokenClass.REASONING, out == null ? 0 : count(out, "thinking_tokens"));
        return reading(count(usage, "input_tokens") + cached + forMinutes + forAnHour + untold, output);
    }

    /** Zero where it is absent or null. */
    private long count(Json.Members members, String name) {
        if (members.some(name) == null) {
            return 0;
        }
        long count = members.count(name);
        if (count < 0 || count > Usage.MOST_TOKENS) {
            wrong = name + " is no count of tokens";
            return 0;
        }
        return count;
    }

    private UsageReading reading(long input, long output) {
        long inputParts = 0;
        long outputParts = 0;
        for (Map.Entry<TokenClass, Long> part : parts.entrySet()) {
            if (part.getKey().isInput()) {
                inputParts += part.getValue();
            } else {
                outputParts += part.getValue();
            }
        }
        if (wrong == null && (inputParts > input || outputParts > output)) {
            wrong = "parts are larger than their whole";
        }
        if (wrong == null && (input > Usage.MOST_TOKENS || output > Usage.MOST_TOKENS)) {
            wrong = "more than any call can use";
        }
        return wrong == null
                ? new UsageReading.Counted(new UsageCounts(input, output, parts))
                : new UsageReading.Contradictory(wrong);
    }
}
