package dev.florin.server.gateway.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed JSON value that knows which bytes it was read from, so that it is passed on as it was spelled: a number stays
 * {@code 1.0}, a member that nobody here has heard of stays whole.
 */
sealed interface Json {
    Span span();

    record Text(String value, Span span) implements Json {}

    /** A number as it was spelled. */
    record Numeral(String spelling, Span span) implements Json {
        private static final int MOST_DIGITS = 12;

        /** -1 where it is no whole number from 0 to a million million. */
        long count() {
            boolean digits = spelling.length() <= MOST_DIGITS
                    && spelling.chars().allMatch(character -> character >= '0' && character <= '9');
            return digits ? Long.parseLong(spelling) : -1;
        }
    }

    record Flag(boolean value, Span span) implements Json {}

    record Nothing(Span span) implements Json {}

    record Items(List<Json> values, Span span) implements Json {}

    /** An object's members in the order sent, none twice. */
    record Members(Map<String, Json> values, Span span) implements Json {
        @Nullable
        Json get(String name) {
            return values.get(name);
        }

        /** The member, or null where it is absent or {@code null}. */
        @Nullable
        Json some(String name) {
            Json value = values.get(name);
            return value instanceof Nothing ? null : value;
        }

        @Nullable
        String text(String name) {
            return values.get(name) instanceof Text text ? text.value() : null;
        }

        @Nullable
        Members members(String name) {
            return values.get(name) instanceof Members members ? members : null;
        }

        /** The elements of an array; none where there is none. */
        List<Json> items(String name) {
            return values.get(name) instanceof Items items ? items.values() : List.of();
        }

        boolean isTrue(String name) {
            return values.get(name) instanceof Flag flag && flag.value();
        }

        /** A count; -1 where the member is absent, {@code null} or no whole number from 0 to a million million. */
        long count(String name) {
            return values.get(name) instanceof Numeral number ? number.count() : -1;
        }
    }

    /** Some of the bytes of a body. Never changed. */
    final class Span {
        private final byte[] bytes;
        private final int from;
        private final int to;

        Span(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        byte[] bytes() {
            return bytes;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }
    }
}
