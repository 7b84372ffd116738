package dev.florin.sandbox.models.anthropic;

import dev.florin.sandbox.models.anthropic.MessagePrompt.Breakpoint;
import dev.florin.sandbox.models.stage.Json;
import dev.florin.sandbox.models.tokens.PrefixCache;
import dev.florin.sandbox.models.tokens.Prompt;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The input of a call, in disjoint parts as Anthropic writes them.
 *
 * @param input what neither came from the cache nor went into it
 */
record CacheUse(int input, int read, int writtenShort, int writtenHour) {
    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Looks the marked prefixes up, longest first, and keeps them. */
    static CacheUse of(String model, MessagePrompt message, PrefixCache cache) {
        Prompt prompt = message.prompt();
        List<Breakpoint> marked = message.breakpoints().stream()
                .filter(breakpoint -> breakpoint.length() >= PrefixCache.LEAST_TOKENS)
                .toList();
        int read = 0;
        for (Breakpoint breakpoint : marked.reversed()) {
            if (read == 0 && cache.holds(key(model), prompt.prefix(breakpoint.length()))) {
                read = breakpoint.length();
            }
        }
        int written = read;
        int writtenHour = 0;
        for (Breakpoint breakpoint : marked) {
            cache.keep(key(model), prompt.prefix(breakpoint.length()), breakpoint.hour() ? HOUR : SHORT);
            if (breakpoint.length() > written) {
                writtenHour += breakpoint.hour() ? breakpoint.length() - written : 0;
                written = breakpoint.length();
            }
        }
        return new CacheUse(prompt.size() - written, read, written - read - writtenHour, writtenHour);
    }

    /** So that no prefix of the other provider is found. */
    private static String key(String model) {
        return "anthropic " + model;
    }

    ObjectNode usage(int output) {
        ObjectNode usage = Json.object()
                .put("input_tokens", input)
                .put("cache_creation_input_tokens", writtenShort + writtenHour)
                .put("cache_read_input_tokens", read);
        usage.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", writtenShort)
                .put("ephemeral_1h_input_tokens", writtenHour);
        return usage.put("output_tokens", output).put("service_tier", "standard");
    }
}
