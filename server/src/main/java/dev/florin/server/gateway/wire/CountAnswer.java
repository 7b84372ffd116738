package dev.florin.server.gateway.wire;

import java.util.Map;
import java.util.OptionalLong;

/** The answer to a question for the length of an input. Holds nothing. */
public final class CountAnswer {
    private static final String INPUT_TOKENS = "input_tokens";

    private CountAnswer() {}

    /** What a provider counted; empty where it said something else. */
    public static OptionalLong read(byte[] body) {
        return JsonReader.objectIn(body)
                .map(root -> root.count(INPUT_TOKENS))
                .filter(count -> count > 0)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    public static byte[] write(long inputTokens) {
        return JsonText.of(Map.of(INPUT_TOKENS, inputTokens));
    }
}
