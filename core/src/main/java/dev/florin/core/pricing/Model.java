package dev.florin.core.pricing;

import dev.florin.core.check.Check;

/**
 * What a price is for: a provider's model, or a service tier of one, {@code model:tier}.
 *
 * @param name 1 to {@value #MOST_CHARACTERS} printable ASCII characters, no blank at either end
 */
public record Model(String name) implements Comparable<Model> {
    /** Longer than any provider's name for a model, short enough for an index key. */
    public static final int MOST_CHARACTERS = 200;

    public Model {
        Check.argument(
                isName(name), "a model's name is 1 to 200 printable ASCII characters without blanks at its ends");
    }

    /** Whether a model may be called so. */
    public static boolean isName(String name) {
        int length = name.length();
        if (length == 0 || length > MOST_CHARACTERS || name.charAt(0) == ' ' || name.charAt(length - 1) == ' ') {
            return false;
        }
        return name.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    @Override
    public int compareTo(Model other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
