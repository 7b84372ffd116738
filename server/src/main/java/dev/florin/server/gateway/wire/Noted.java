package dev.florin.server.gateway.wire;

import dev.florin.server.gateway.tokens.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is noted while a request's content is walked through, and the steps that all dialects share. Not thread-safe. */
final class Noted {
    /** More than any conversation has; below it a million empty objects would still be read and counted. */
    static final int MOST_PARTS = 100_000;

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private final Input input = new Input();
    private boolean writesCache;
    private boolean writesLongCache;
    private int parts;

    Input input() {
        return input;
    }

    boolean writesCache() {
        return writesCache;
    }

    boolean writesLongCache() {
        return writesLongCache;
    }

    void noteCache(boolean longLived) {
        writesCache = true;
        writesLongCache |= longLived;
    }

    void part(String path) {
        parts++;
        if (parts > MOST_PARTS) {
            throw Refused.invalid(path, "is one part of the input too many");
        }
        input.part();
    }

    void text(@Nullable String text) {
        if (text != null) {
            input.text(text);
        }
    }

    /** What the model is certainly shown as it stands, where it is a text; else counted as it is spelled. */
    void shown(@Nullable Json value) {
        if (value instanceof Json.Text text) {
            input.shownText(text.value());
        } else {
            spelled(value);
        }
    }

    /** A value that the model may be shown in any form: counted as it is spelled. */
    void spelled(@Nullable Json value) {
        if (value instanceof Json.Text text) {
            input.text(text.value());
        } else if (value != null && !(value instanceof Json.Nothing)) {
            Json.Span span = value.span();
            input.text(new String(span.bytes(), span.from(), span.to() - span.from(), StandardCharsets.UTF_8));
        }
    }

    /** All members but those that were looked at: what nobody here has heard of is sent too, so it is counted too. */
    void rest(Json.Members members, Set<String> seen) {
        members.values().forEach((name, value) -> {
            if (!seen.contains(name)) {
                spelled(value);
            }
        });
    }

    /** An image's address, which may hold the image itself. */
    void picture(@Nullable String url, String path) {
        if (url == null) {
            throw Refused.invalid(path, "must be the address of an image");
        }
        if (!url.regionMatches(true, 0, DATA, 0, DATA.length())) {
            String lower = url.substring(0, Math.min(8, url.length())).toLowerCase(Locale.ROOT);
            if (!lower.startsWith("https://") && !lower.startsWith("http://")) {
                // Others, such as gs://, name what lies in the operator's account with the provider.
                throw Refused.foreignState(path);
            }
            input.pictureElsewhere();
            return;
        }
        int data = url.indexOf(BASE64);
        if (data < 0) {
            input.pictureElsewhere();
        } else {
            input.pictureBase64(url.substring(data + BASE64.length()));
        }
    }

    static Json.Members object(Json value, String path) {
        if (value instanceof Json.Members members) {
            return members;
        }
        throw Refused.invalid(path, "must be an object");
    }

    static List<Json> array(@Nullable Json value, String path) {
        if (value instanceof Json.Items items) {
            return items.values();
        }
        throw Refused.invalid(path, "must be an array");
    }

    static String required(Json.Members members, String name, String path) {
        String text = members.text(name);
        if (text == null) {
            throw Refused.invalid(path + "." + name, "must be a string");
        }
        return text;
    }

    /** A member that is not {@code null} names something of the provider's. */
    static void refuseForeign(Json.Members members, String name, String path) {
        if (members.some(name) != null) {
            throw Refused.foreignState(path + "." + name);
        }
    }
}
