package dev.florin.server.web.pages;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a page says once, after something was done on the one before.
 *
 * @param good whether it went well
 */
public record Flash(boolean good, String text) {
    private static final String GOOD = "good ";
    private static final String BAD = "bad ";

    public static Flash good(String text) {
        return new Flash(true, text);
    }

    public static Flash bad(String text) {
        return new Flash(false, text);
    }

    String stored() {
        return (good ? GOOD : BAD) + text;
    }

    static Optional<Flash> read(@Nullable String stored) {
        return Optional.ofNullable(stored)
                .map(text -> text.startsWith(GOOD)
                        ? good(text.substring(GOOD.length()))
                        : bad(text.substring(BAD.length())));
    }
}
