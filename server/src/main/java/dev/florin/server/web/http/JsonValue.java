package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed JSON value. Numbers keep their spelling, so that nothing is rounded before a reader has judged it. */
sealed interface JsonValue {
    /** A string, decoded. */
    record Text(String value) implements JsonValue {}

    /** A number as it was spelled, such as {@code 5.00} or {@code 1e3}. */
    record Numeral(String spelling) implements JsonValue {}

    /** An amount of money, however it was spelled; put in place of what was sent once a reader took it for one. */
    record Money(long nanos) implements JsonValue {}

    record Flag(boolean value) implements JsonValue {}

    record Nothing() implements JsonValue {}

    record Elements(List<JsonValue> values) implements JsonValue {}

    /** The members of an object, in the order sent. Not thread-safe. */
    final class Members implements JsonValue {
        /** Up to here a walk is faster than a map. */
        private static final int WALKED = 12;

        private String[] names = new String[8];
        private JsonValue[] values = new JsonValue[8];
        private int size;
        private @Nullable Map<String, Integer> index;

        /** Adds a member; false where there is one of that name already. */
        boolean add(String name, JsonValue value) {
            if (indexOf(name) >= 0) {
                return false;
            }
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size] = value;
            if (index != null) {
                index.put(name, size);
            } else if (size == WALKED) {
                index = new HashMap<>();
                for (int i = 0; i <= size; i++) {
                    index.put(names[i], i);
                }
            }
            size++;
            return true;
        }

        int size() {
            return size;
        }

        String name(int position) {
            return names[position];
        }

        JsonValue value(int position) {
            return values[position];
        }

        /** Puts the value that a member turned out to stand for in its place. */
        void replace(int position, JsonValue value) {
            Check.argument(position < size, "no such member");
            values[position] = value;
        }

        /** The position of a member, or -1. */
        int indexOf(String name) {
            if (index != null) {
                return index.getOrDefault(name, -1);
            }
            for (int i = 0; i < size; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** What the value is, for a message to whoever sent it. */
    default String kind() {
        return switch (this) {
            case Text text -> "a string";
            case Numeral number -> "a number";
            case Money money -> "an amount";
            case Flag flag -> "true or false";
            case Nothing nothing -> "null";
            case Elements elements -> "an array";
            case Members members -> "an object";
        };
    }
}
