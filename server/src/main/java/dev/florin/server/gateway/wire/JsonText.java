package dev.florin.server.gateway.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON from maps, lists, strings, whole numbers, flags and null, and copies {@link Json} values as they were spelled.
 * Not thread-safe.
 */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private JsonText() {}

    /** A map is an object, in its order. */
    static byte[] of(@Nullable Object value) {
        JsonText text = new JsonText();
        text.value(value);
        return text.out.toByteArray();
    }

    static String string(@Nullable Object value) {
        return new String(of(value), StandardCharsets.UTF_8);
    }

    /**
     * An object with some members changed and all others as they were spelled.
     *
     * @param set new values by name: in place of the old one, else at the end
     * @param without left out, unless in {@code set}
     */
    static byte[] changed(Json.Members members, Map<String, ?> set, Set<String> without) {
        JsonText text = new JsonText();
        text.out.write('{');
        boolean first = true;
        for (Map.Entry<String, Json> member : members.values().entrySet()) {
            boolean isSet = set.containsKey(member.getKey());
            if (isSet || !without.contains(member.getKey())) {
                text.member(first, member.getKey(), isSet ? set.get(member.getKey()) : member.getValue());
                first = false;
            }
        }
        for (Map.Entry<String, ?> member : set.entrySet()) {
            if (!members.values().containsKey(member.getKey())) {
                text.member(first, member.getKey(), member.getValue());
                first = false;
            }
        }
        text.out.write('}');
        return text.out.toByteArray();
    }

    private void member(boolean first, String name, @Nullable Object value) {
        if (!first) {
            out.write(',');
        }
        quoted(name);
        out.write(':');
        value(value);
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> ascii("null");
            case Json json ->
                out.write(
                        json.span().bytes(),
                        json.span().from(),
                        json.span().to() - json.span().from());
            case byte[] ready -> out.write(ready, 0, ready.length);
            case Map<?, ?> map -> {
                out.write('{');
                boolean first = true;
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    member(first, String.valueOf(member.getKey()), member.getValue());
                    first = false;
                }
                out.write('}');
            }
            case List<?> list -> {
                out.write('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) {
                        out.write(',');
                    }
                    value(list.get(i));
                }
                out.write(']');
            }
            case Long number -> ascii(number.toString());
            case Integer number -> ascii(number.toString());
            case Boolean flag -> ascii(flag.toString());
            default -> quoted(value.toString());
        }
    }

    private void quoted(String value) {
        StringBuilder text = new StringBuilder(value.length() + 16).append('"');
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (character < ' ' || character == 0x7F || character == 0x2028 || character == 0x2029) {
                        text.append("\\u")
                                .append(HEX.charAt(character >> 12))
                                .append(HEX.charAt(character >> 8 & 15))
                                .append(HEX.charAt(character >> 4 & 15))
                                .append(HEX.charAt(character & 15));
                    } else {
                        text.append(character);
                    }
                }
            }
        }
        byte[] utf8 = text.append('"').toString().getBytes(StandardCharsets.UTF_8);
        out.write(utf8, 0, utf8.length);
    }

    private void ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
    }
}
