package dev.florin.server.app;

import dev.florin.core.check.Check;
import java.util.regex.Pattern;

/** The key that may do everything under {@code /v1}. */
public record OperatorKey(String secret) {
    static final String PREFIX = "sk_";

    /** Keys that say of themselves that no real money is behind them. */
    static final String TEST_PREFIX = "sk_test_";

    /** After the prefix; of letters and digits that makes 119 bits or more, not to be guessed over a network. */
    static final int SECRET_LENGTH = 20;

    /** It travels in a header. */
    private static final int LONGEST = 255;

    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_-]+");

    /** What {@code ./florin demo} answers to where nobody says otherwise. */
    static final OperatorKey OF_THE_DEMO = new OperatorKey("sk_test_demo");

    public OperatorKey {
        Check.argument(isKey(secret), "an operator key begins with sk_");
    }

    static boolean isKey(String text) {
        return text.startsWith(PREFIX)
                && text.length() > PREFIX.length()
                && text.length() <= LONGEST
                && CHARACTERS.matcher(text).matches();
    }

    boolean isForTests() {
        return secret.startsWith(TEST_PREFIX);
    }

    boolean isHardToGuess() {
        return secret.length() >= PREFIX.length() + SECRET_LENGTH;
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
