package dev.florin.server.web.pages;

import java.util.Locale;

/** One or two letters that stand for somebody's picture. */
final class Initials {
    private Initials() {}

    /** The first letters of the first and the last word. */
    static String of(String name) {
        String[] words = name.strip().split("\\s+", -1);
        String first = letter(words[0]);
        return (words.length == 1 ? first : first + letter(words[words.length - 1])).toUpperCase(Locale.ROOT);
    }

    private static String letter(String word) {
        return word.isEmpty() ? "" : word.substring(0, word.offsetByCodePoints(0, 1));
    }
}
