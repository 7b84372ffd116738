package dev.florin.server.gateway.tokens;

import java.util.List;
import java.util.Locale;

/**
 * What cuts a model's text into tokens.
 *
 * <p>Only OpenAI's older encodings are public. Names are believed only where the provider is OpenAI itself or a route says
 * {@code openai/}: anybody's server may call its model {@code gpt-4o}.
 */
public enum Vocabulary {
    O200K,
    CL100K,
    /** Not public: text is bounded by its bytes. */
    UNKNOWN;

    private static final List<String> OPEN_WEIGHTS = List.of("gpt-oss");

    /** GPT-6 and later are not here: what cuts their text is not published. */
    private static final List<String> O200K_NAMES =
            List.of("gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "o1", "o3", "o4-mini");

    private static final List<String> CL100K_NAMES = List.of("gpt-4", "gpt-3.5", "text-embedding-");

    /** What cuts the text of a provider's model; {@code model} is the name that the provider knows. */
    public static Vocabulary of(String provider, String model) {
        String name = bare(model);
        if (begins(name, OPEN_WEIGHTS)) {
            return O200K;
        }
        if (!isOpenAi(provider, model)) {
            return UNKNOWN;
        }
        if (begins(name, O200K_NAMES)) {
            return O200K;
        }
        return begins(name, CL100K_NAMES) ? CL100K : UNKNOWN;
    }

    static boolean isOpenAi(String provider, String model) {
        return provider.equals("openai")
                || provider.equals("azure")
                || model.toLowerCase(Locale.ROOT).startsWith("openai/");
    }

    /** Without a route before it and without the mark of a fine-tuned model. */
    static String bare(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.startsWith("ft:") ? name.substring("ft:".length()) : name;
    }

    private static boolean begins(String name, List<String> starts) {
        for (String start : starts) {
            if (name.startsWith(start)) {
                boolean whole = name.length() == start.length()
                        || start.endsWith("-")
                        || !Character.isLetterOrDigit(name.charAt(start.length()));
                if (whole) {
                    return true;
                }
            }
        }
        return false;
    }
}
