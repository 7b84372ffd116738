package dev.florin.server.web.api;

import dev.florin.server.web.http.TextWithin;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * An upper bound of the tokens that text can come to, for any model: what is quoted is never less than what is counted later.
 *
 * <p>Tokenizers of today take bytes, or pieces of text that fall back to bytes, so no token stands for less than a byte of
 * UTF-8 of what they are given; and some are given the text in Unicode's normal form KC, which can be longer than what was
 * sent (U+FDFA becomes eleven times as many bytes). So the bound is the longer of both, counted in bytes. Around the text stand
 * markers of roles, turns and calls, for which each part of a message counts a few tokens more. Real text has about four bytes
 * a token, so the bound is wide; whoever has counted states {@code input_tokens} instead.
 */
final class TokenBound {
    /** Markers around a role, a content part or a call: four at most with the providers of the price list; doubled. */
    private static final long PER_PART = 8;

    /** What begins an input and asks for the answer. */
    private static final long PER_REQUEST = 32;

    private TokenBound() {}

    /** Of a request with nothing but this. */
    static long of(TextWithin input) {
        long tokens = PER_REQUEST + PER_PART * input.parts();
        for (String text : input.texts()) {
            tokens += of(text);
        }
        return tokens;
    }

    static long of(String text) {
        long bytes = utf8(text);
        return bytes == text.length() ? bytes : Math.max(bytes, utf8(Normalizer.normalize(text, Normalizer.Form.NFKC)));
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
