package dev.florin.core.pricing;

import java.util.List;
import java.util.Optional;

/**
 * A kind of token with a price of its own. Every token of a call is in exactly one class.
 *
 * <p>The order here is the order of a receipt's lines. {@link #INPUT} and {@link #OUTPUT} are what is left of the whole
 * when its parts are taken out: fresh text in, plain text out.
 */
public enum TokenClass {
    INPUT(true, "input"),
    CACHED_INPUT(true, "cached_input"),
    /** Written to a short-lived cache: minutes. */
    CACHE_WRITE(true, "cache_write"),
    /** Written to a long-lived cache: an hour or more. */
    CACHE_WRITE_1H(true, "cache_write_1h"),
    IMAGE_INPUT(true, "image_input"),
    AUDIO_INPUT(true, "audio_input"),
    OUTPUT(false, "output"),
    REASONING(false, "reasoning"),
    IMAGE_OUTPUT(false, "image_output"),
    AUDIO_OUTPUT(false, "audio_output");

    /** All classes in the order of a receipt; {@code values()} would copy an array on every call. */
    public static final List<TokenClass> ALL = List.of(values());

    private final boolean input;
    private final String code;

    TokenClass(boolean input, String code) {
        this.input = input;
        this.code = code;
    }

    public boolean isInput() {
        return input;
    }

    /** The name in prices, receipts and stored usage. */
    public String code() {
        return code;
    }

    public static Optional<TokenClass> ofCode(String code) {
        for (TokenClass tokenClass : ALL) {
            if (tokenClass.code.equals(code)) {
                return Optional.of(tokenClass);
            }
        }
        return Optional.empty();
    }
}
