package dev.florin.core.pricing;

import dev.florin.core.check.Check;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a call used: tokens, counted as wholes with their parts, and units such as requests or searches.
 *
 * <p>{@code inputTokens} counts all input; the other input members are disjoint parts of it. Likewise for output. A
 * usage that exists is valid: no count is negative or beyond {@link #MOST_TOKENS}, no parts are larger than their whole.
 * Immutable and thread-safe.
 *
 * @param units counts by name; a count of zero is left out
 */
public record Usage(
        Model model,
        long inputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long cacheWrite1hTokens,
        long imageInputTokens,
        long audioInputTokens,
        long outputTokens,
        long reasoningTokens,
        long imageOutputTokens,
        long audioOutputTokens,
        SortedMap<String, Long> units) {
    /**
     * Ten thousand times the longest context there is. With {@link Price#MOST_PER_MILLION} it keeps every cost an
     * amount: 2 × 10^10 tokens at $100,000 a million are $2,000,000,000.
     */
    public static final long MOST_TOKENS = 10_000_000_000L;

    /** All units of one usage together; with {@link Price#MOST_PER_UNIT} they cost at most $1,000,000,000. */
    public static final long MOST_UNITS = 10_000_000L;

    /** More kinds of tools than any one call uses. */
    public static final int MOST_UNIT_NAMES = 20;

    private static final int MOST_UNIT_NAME_CHARACTERS = 64;
    private static final String UNIT_PREFIX = "unit.";
    private static final SortedMap<String, Long> NO_UNITS = Collections.emptySortedMap();

    public Usage {
        atMost(inputTokens, "input_tokens");
        atMost(cachedInputTokens, "cached_input_tokens");
        atMost(cacheWriteTokens, "cache_write_tokens");
        atMost(cacheWrite1hTokens, "cache_write_1h_tokens");
        atMost(imageInputTokens, "image_input_tokens");
        atMost(audioInputTokens, "audio_input_tokens");
        atMost(outputTokens, "output_tokens");
        atMost(reasoningTokens, "reasoning_tokens");
        atMost(imageOutputTokens, "image_output_tokens");
        atMost(audioOutputTokens, "audio_output_tokens");
        long inputParts =
                cachedInputTokens + cacheWriteTokens + cacheWrite1hTokens + imageInputTokens + audioInputTokens;
        Check.argument(inputParts <= inputTokens, "the parts of the input are more than input_tokens");
        long outputParts = reasoningTokens + imageOutputTokens + audioOutputTokens;
        Check.argument(outputParts <= outputTokens, "the parts of the output are more than output_tokens");
        units = checkedUnits(units);
    }

    /** A call of plain text. */
    public static Usage of(Model model, long inputTokens, long outputTokens) {
        return new Usage(model, inputTokens, 0, 0, 0, 0, 0, outputTokens, 0, 0, 0, NO_UNITS);
    }

    /** A call with parts; {@link TokenClass#INPUT} and {@link TokenClass#OUTPUT} are not parts, and not looked at. */
    public static Usage of(
            Model model,
            long inputTokens,
            long outputTokens,
            Map<TokenClass, Long> parts,
            SortedMap<String, Long> units) {
        return new Usage(
                model,
                inputTokens,
                parts.getOrDefault(TokenClass.CACHED_INPUT, 0L),
                parts.getOrDefault(TokenClass.CACHE_WRITE, 0L),
                parts.getOrDefault(TokenClass.CACHE_WRITE_1H, 0L),
                parts.getOrDefault(TokenClass.IMAGE_INPUT, 0L),
                parts.getOrDefault(TokenClass.AUDIO_INPUT, 0L),
                outputTokens,
                parts.getOrDefault(TokenClass.REASONING, 0L),
                parts.getOrDefault(TokenClass.IMAGE_OUTPUT, 0L),
                parts.getOrDefault(TokenClass.AUDIO_OUTPUT, 0L),
                units);
    }

    /**
     * The usage that {@link #parts} was taken of.
     *
     * @throws IllegalArgumentException where {@code parts} is not what {@link #parts} would write
     */
    public static Usage of(Model model, long inputTokens, long outputTokens, String parts) {
        if (parts.isEmpty()) {
            return of(model, inputTokens, outputTokens);
        }
        Map<TokenClass, Long> counts = new EnumMap<>(TokenClass.class);
        SortedMap<String, Long> units = new TreeMap<>();
        for (String part : parts.split(",", -1)) {
            int equals = part.indexOf('=');
            Check.argument(equals > 0, "is not the text of a usage");
            String name = part.substring(0, equals);
            long count = Long.parseLong(part.substring(equals + 1));
            if (name.startsWith(UNIT_PREFIX)) {
                units.put(name.substring(UNIT_PREFIX.length()), count);
            } else {
                TokenClass tokenClass = TokenClass.ofCode(name)
                        .orElseThrow(() -> new IllegalArgumentException("is not the text of a usage"));
                counts.put(tokenClass, count);
            }
        }
        Usage usage = of(model, inputTokens, outputTokens, counts, units);
        // One text for one usage: the hash chain is taken over it.
        Check.argument(usage.parts().equals(parts), "is not the text of a usage");
        return usage;
    }

    /** All tokens. */
    public long tokens() {
        return inputTokens + outputTokens;
    }

    /** The tokens of one class; over all classes each token is counted once. */
    public long count(TokenClass tokenClass) {
        return switch (tokenClass) {
            case INPUT ->
                inputTokens
                        - cachedInputTokens
                        - cacheWriteTokens
                        - cacheWrite1hTokens
                        - imageInputTokens
                        - audioInputTokens;
            case OUTPUT -> outputTokens - reasoningTokens - imageOutputTokens - audioOutputTokens;
            default -> part(tokenClass);
        };
    }

    /**
     * Everything but the model and the two wholes as one short text, empty when there is nothing else, such as
     * {@code cached_input=200,reasoning=30,unit.request=1}: parts in the order of {@link TokenClass}, then units by name,
     * none that is zero.
     */
    public String parts() {
        StringBuilder text = new StringBuilder();
        for (TokenClass tokenClass : TokenClass.ALL) {
            append(text, tokenClass.code(), part(tokenClass));
        }
        units.forEach((name, count) -> append(text, UNIT_PREFIX + name, count));
        return text.toString();
    }

    /** Whether a unit may be called so: 1 to 64 of {@code A-Za-z0-9_.-}, and not the name of a token class. */
    public static boolean isUnitName(String name) {
        return !name.isEmpty()
                && name.length() <= MOST_UNIT_NAME_CHARACTERS
                && name.chars().allMatch(Usage::isUnitCharacter)
                // A receipt names its lines by class: two kinds of line must not share a name.
                && TokenClass.ofCode(name).isEmpty();
    }

    private long part(TokenClass tokenClass) {
        return switch (tokenClass) {
            case INPUT, OUTPUT -> 0;
            case CACHED_INPUT -> cachedInputTokens;
            case CACHE_WRITE -> cacheWriteTokens;
            case CACHE_WRITE_1H -> cacheWrite1hTokens;
            case IMAGE_INPUT -> imageInputTokens;
            case AUDIO_INPUT -> audioInputTokens;
            case REASONING -> reasoningTokens;
            case IMAGE_OUTPUT -> imageOutputTokens;
            case AUDIO_OUTPUT -> audioOutputTokens;
        };
    }

    private static void append(StringBuilder text, String name, long count) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(count);
        }
    }

    private static void atMost(long count, String member) {
        if (count < 0 || count > MOST_TOKENS) {
            throw new IllegalArgumentException(member + " must be between 0 and " + MOST_TOKENS);
        }
    }

    private static SortedMap<String, Long> checkedUnits(SortedMap<String, Long> units) {
        if (units.isEmpty()) {
            return NO_UNITS;
        }
        Check.argument(units.size() <= MOST_UNIT_NAMES, "units has more than " + MOST_UNIT_NAMES + " names");
        TreeMap<String, Long> used = new TreeMap<>();
        long together = 0;
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            long count = unit.getValue();
            Check.argument(
                    isUnitName(unit.getKey()),
                    "a unit's name is 1 to 64 of A-Za-z0-9_.- and not the name of a token class");
            Check.argument(count >= 0 && count <= MOST_UNITS, "a unit's count must be between 0 and " + MOST_UNITS);
            together += count;
            if (count > 0) {
                used.put(unit.getKey(), count);
            }
        }
        Check.argument(together <= MOST_UNITS, "all units together must be at most " + MOST_UNITS);
        return Collections.unmodifiableSortedMap(used);
    }

    private static boolean isUnitCharacter(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_'
                || character == '.'
                || character == '-';
    }
}
