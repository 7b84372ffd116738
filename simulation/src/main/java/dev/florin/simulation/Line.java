package dev.florin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a scenario: a verb, words, and after an arrow what it must come to.
 *
 * @param number in its text, from 1
 * @param text as it was written
 * @param words without the verb, {@code key …} and {@code by …}
 * @param key the idempotency key; absent where none is named
 * @param actor who asks
 * @param expected the words behind {@code ->}; empty where the line must simply succeed
 */
record Line(
        int number,
        String text,
        String verb,
        List<String> words,
        @Nullable String key,
        String actor,
        List<String> expected) {
    private static final String ARROW = "->";
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    Line {
        words = List.copyOf(words);
        expected = List.copyOf(expected);
    }

    static Line read(int number, String text) {
        List<String> words = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        boolean answer = false;
        String key = null;
        String actor = "operator";
        String[] all = BLANKS.split(text.strip(), -1);
        for (int i = 1; i < all.length; i++) {
            if (all[i].equals(ARROW)) {
                answer = true;
            } else if (!answer && all[i].equals("key") && i + 1 < all.length) {
                key = all[++i];
            } else if (!answer && all[i].equals("by") && i + 1 < all.length) {
                actor = all[++i];
            } else {
                (answer ? expected : words).add(all[i]);
            }
        }
        return new Line(number, text.strip(), all[0], words, key, actor, expected);
    }

    /** Every line of a text but empty ones and remarks, which begin with {@code #}. */
    static List<Line> readAll(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String each : text.split("\n", -1)) {
            number++;
            String bare = each.replaceFirst("(^|\\s)#.*", "").strip();
            if (!bare.isEmpty()) {
                lines.add(read(number, bare));
            }
        }
        return List.copyOf(lines);
    }

    /** The same line with an idempotency key, where it has none. */
    Line keyed(String otherwise) {
        return new Line(number, text, verb, words, key == null ? otherwise : key, actor, expected);
    }

    Words reader() {
        return new Words(words);
    }
}
