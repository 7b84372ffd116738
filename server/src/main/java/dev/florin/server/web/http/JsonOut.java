package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON straight into the bytes of an answer, without a tree and without a copy.
 *
 * <p>{@code out.object().text("id", id).amount("amount", amount).end()}. A member's name is a word of our own and needs no
 * escaping. Not thread-safe.
 */
public final class JsonOut {
    /** Most answers are one object of this size. */
    private static final int USUAL = 1_024;

    /** Depth is kept in the bits of a long. */
    private static final int DEEPEST = 62;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[USUAL];
    private int length;
    private int depth;
    /** Bit n: something stands already at depth n, so a comma comes first. */
    private long filled;
    /** Bit n: depth n is an array. */
    private long arrays;

    public JsonOut object() {
        return open(false);
    }

    public JsonOut object(String name) {
        name(name);
        return begin(false);
    }

    public JsonOut array() {
        return open(true);
    }

    public JsonOut array(String name) {
        name(name);
        return begin(true);
    }

    /** Closes the object or array opened last. */
    public JsonOut end() {
        Check.invariant(depth > 0, "nothing is open");
        put((byte) ((arrays & (1L << depth)) != 0 ? ']' : '}'));
        depth--;
        return this;
    }

    public JsonOut text(String name, @Nullable String value) {
        name(name);
        return value == null ? nothing() : quoted(value);
    }

    public JsonOut amount(String name, @Nullable Amount value) {
        name(name);
        return value == null ? nothing() : money(value);
    }

    /** A sum of amounts, in dollars, which may be more than any amount; as an amount it has 2 to 9 decimals. */
    public JsonOut sum(String name, BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        return decimal(name, bare.setScale(Math.max(2, bare.scale()), RoundingMode.UNNECESSARY));
    }

    /** An exact decimal that may be finer than an amount, such as the part of a charge that a token class makes. */
    public JsonOut decimal(String name, BigDecimal value) {
        name(name);
        return ascii("\"" + value.toPlainString() + "\"");
    }

    public JsonOut count(String name, long value) {
        name(name);
        return digits(value);
    }

    public JsonOut flag(String name, boolean value) {
        name(name);
        return ascii(value ? "true" : "false");
    }

    /** RFC 3339 in UTC, to the microsecond, without zeros at its end. */
    public JsonOut time(String name, @Nullable Instant value) {
        name(name);
        if (value == null) {
            return nothing();
        }
        room(40);
        length = InstantText.write(value, bytes, length);
        return this;
    }

    public JsonOut nothing(String name) {
        name(name);
        return nothing();
    }

    /** An object of strings, such as metadata. */
    public JsonOut texts(String name, Map<String, String> values) {
        object(name);
        values.forEach((key, value) -> {
            comma();
            quoted(key);
            put((byte) ':');
            quoted(value);
        });
        return end();
    }

    /** A member whose value {@code shape} writes. */
    public JsonOut value(String name, JsonShape shape) {
        name(name);
        // What follows is this member's value: no comma belongs before it.
        filled &= ~(1L << depth);
        shape.write(this);
        filled |= 1L << depth;
        return this;
    }

    /** An element of an array. */
    public JsonOut text(@Nullable String value) {
        comma();
        return value == null ? nothing() : quoted(value);
    }

    /** The bytes written; only the first {@link #length} count. */
    byte[] bytes() {
        Check.invariant(depth == 0, "an object is still open");
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private JsonOut open(boolean array) {
        comma();
        return begin(array);
    }

    private JsonOut begin(boolean array) {
        Check.invariant(depth < DEEPEST, "nested too deep");
        depth++;
        filled &= ~(1L << depth);
        arrays = array ? arrays | (1L << depth) : arrays & ~(1L << depth);
        put((byte) (array ? '[' : '{'));
        return this;
    }

    private void comma() {
        if ((filled & (1L << depth)) != 0) {
            put((byte) ',');
        }
        filled |= 1L << depth;
    }

    private void name(String name) {
        comma();
        int count = name.length();
        room(count + 3);
        bytes[length++] = '"';
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) name.charAt(i);
        }
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    private JsonOut nothing() {
        return ascii("null");
    }

    private JsonOut money(Amount amount) {
        room(24);
        bytes[length++] = '"';
        long nanos = amount.nanos();
        if (nanos < 0) {
            bytes[length++] = '-';
        }
        // Amounts reach ±9e18, which a long holds with room to spare for its absolute value.
        long dollars = Math.abs(nanos / Amount.NANOS_PER_DOLLAR);
        long rest = Math.abs(nanos % Amount.NANOS_PER_DOLLAR);
        digits(dollars);
        bytes[length++] = '.';
        int decimals = Amount.DECIMALS;
        while (decimals > 2 && rest % 10 == 0) {
            rest /= 10;
            decimals--;
        }
        for (int i = length + decimals - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += decimals;
        bytes[length++] = '"';
        return this;
    }

    private JsonOut digits(long value) {
        room(21);
        if (value == Long.MIN_VALUE) {
            return ascii(Long.toString(value));
        }
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int count = 1;
        for (long over = rest / 10; over > 0; over /= 10) {
            count++;
        }
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    private JsonOut quoted(String value) {
        int count = value.length();
        // A char needs at most six bytes: \\u and four digits.
        room(count * 6 + 2);
        bytes[length++] = '"';
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
                escaped(c);
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i += unicode(value, i);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private void escaped(char c) {
        bytes[length++] = '\\';
        if (c == '"' || c == '\\') {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
    }

    /** Writes the character at {@code i} as UTF-8 and says how many more chars it took. */
    private int unicode(String value, int i) {
        int point = value.codePointAt(i);
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | point >> 6);
        } else if (Character.isBmpCodePoint(point)) {
            // Half a pair cannot be written as UTF-8: U+FFFD stands for it.
            int shown = Character.isSurrogate((char) point) ? 0xFFFD : point;
            bytes[length++] = (byte) (0xE0 | shown >> 12);
            bytes[length++] = (byte) (0x80 | (shown >> 6 & 63));
            bytes[length++] = (byte) (0x80 | (shown & 63));
            return 0;
        } else {
            bytes[length++] = (byte) (0xF0 | point >> 18);
            bytes[length++] = (byte) (0x80 | (point >> 12 & 63));
            bytes[length++] = (byte) (0x80 | (point >> 6 & 63));
        }
        bytes[length++] = (byte) (0x80 | (point & 63));
        return Character.charCount(point) - 1;
    }

    private JsonOut ascii(String text) {
        int count = text.length();
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void put(byte b) {
        room(1);
        bytes[length++] = b;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
