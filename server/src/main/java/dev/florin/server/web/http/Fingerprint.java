package dev.florin.server.web.http;

import dev.florin.server.web.http.JsonValue.Members;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The canonical bytes of a request, hashed: equal for two requests that say the same.
 *
 * <p>Members stand in the order of their names; a number counts by its value; what was read as an amount counts by its worth,
 * string or number. Everything is preceded by its kind and length, so that no two different requests share their bytes.
 */
final class Fingerprint {
    private static final long TEN = 10;

    /** So many fit a long in every case. */
    private static final int MOST_DIGITS = 18;

    private Fingerprint() {}

    static byte[] of(List<String> context, Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(context.size());
            for (String part : context) {
                text(out, part);
            }
            write(out, members);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return Sha256.of(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, JsonValue value) throws IOException {
        switch (value) {
            case JsonValue.Text text -> {
                out.writeByte('t');
                text(out, text.value());
            }
            case JsonValue.Numeral number -> {
                out.writeByte('n');
                text(out, worth(number.spelling()));
            }
            case JsonValue.Money money -> {
                out.writeByte('m');
                out.writeLong(money.nanos());
            }
            case JsonValue.Flag flag -> out.writeByte(flag.value() ? '1' : '0');
            case JsonValue.Nothing nothing -> out.writeByte('-');
            case JsonValue.Elements elements -> {
                out.writeByte('[');
                out.writeInt(elements.values().size());
                for (JsonValue element : elements.values()) {
                    write(out, element);
                }
            }
            case Members members -> members(out, members);
        }
    }

    /** Never written out in full: 1e999999999 is a short number of a billion digits. */
    private static String worth(String spelling) {
        if (isCount(spelling)) {
            return worth(Long.parseLong(spelling));
        }
        BigDecimal decimal = new BigDecimal(spelling).stripTrailingZeros();
        return decimal.unscaledValue() + "e" + -(long) decimal.scale();
    }

    /** Whether it is a natural number that fits a long, as most numbers are. */
    private static boolean isCount(String spelling) {
        if (spelling.length() > MOST_DIGITS) {
            return false;
        }
        for (int i = 0; i < spelling.length(); i++) {
            if (spelling.charAt(i) < '0' || spelling.charAt(i) > '9') {
                return false;
            }
        }
        return !spelling.isEmpty();
    }

    private static String worth(long count) {
        long unscaled = count;
        int zeros = 0;
        while (unscaled != 0 && unscaled % TEN == 0) {
            unscaled /= TEN;
            zeros++;
        }
        return unscaled + "e" + zeros;
    }

    private static void members(DataOutputStream out, Members members) throws IOException {
        out.writeByte('{');
        out.writeInt(members.size());
        Integer[] order = new Integer[members.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(members::name));
        for (int position : order) {
            text(out, members.name(position));
            write(out, members.value(position));
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
