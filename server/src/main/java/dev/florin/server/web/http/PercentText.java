package dev.florin.server.web.http;

import dev.florin.server.web.http.JsonValue.Members;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded text of a path or a query: UTF-8, decoded once, without control characters. */
final class PercentText {
    /** No list has more filters. */
    private static final int MOST_PARAMETERS = 64;

    private PercentText() {}

    /**
     * The decoded text.
     *
     * @param where {@code path} or {@code query}, to be named in the answer
     */
    static String decode(String raw, String where) {
        String text = raw.indexOf('%') < 0 ? raw : utf8(raw, where);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new Refused(Problem.invalidField(where, "has control characters"));
            }
        }
        return text;
    }

    /** The parameters of a raw query such as {@code limit=5&from=…}. */
    static Members parameters(String rawQuery) {
        Members members = new Members();
        if (rawQuery.isEmpty()) {
            return members;
        }
        for (String pair : rawQuery.split("&", MOST_PARAMETERS + 1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (members.size() == MOST_PARAMETERS) {
                throw new Refused(Problem.invalidField("query", "has too many parameters"));
            }
            int equals = pair.indexOf('=');
            String name = decode((equals < 0 ? pair : pair.substring(0, equals)).replace('+', ' '), "query");
            String value = decode(equals < 0 ? "" : pair.substring(equals + 1).replace('+', ' '), "query");
            if (!members.add(name, new JsonValue.Text(value))) {
                throw new Refused(Problem.invalidField(name, "is given twice"));
            }
        }
        return members;
    }

    private static String utf8(String raw, String where) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            int decoded = c;
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw wrong(where);
                }
                decoded = (high << 4) | low;
                i += 2;
            }
            if (decoded > 0xff) {
                throw wrong(where);
            }
            bytes[length++] = (byte) decoded;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong(where);
        }
    }

    private static Refused wrong(String where) {
        return new Refused(Problem.invalidField(where, "is not percent-encoded UTF-8"));
    }
}
