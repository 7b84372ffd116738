package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;

/**
 * Amounts of money as a request may spell them: an optional minus, up to ten digits, up to nine decimals, no exponent. The same
 * for a JSON string and a JSON number, and never by way of a binary fraction.
 */
public final class AmountText {
    private static final int MOST_DIGITS = 10;

    private AmountText() {}

    /**
     * The amount, exactly.
     *
     * @throws IllegalArgumentException with what is wrong, to be read after the field's name
     */
    public static Amount parse(String text) {
        Check.argument(text.length() <= JsonBody.LONGEST_NUMBER, "is too long for an amount");
        boolean negative = text.startsWith("-");
        int start = negative ? 1 : 0;
        int point = text.indexOf('.');
        int whole = point < 0 ? text.length() : point;
        check(text, start, whole);
        Check.argument(whole - start <= MOST_DIGITS, "is beyond 9,000,000,000.00");
        long nanos = 0;
        for (int i = start; i < whole; i++) {
            nanos = nanos * 10 + (text.charAt(i) - '0');
        }
        // Ten digits of dollars may pass what a long of nano-dollars holds: compare before multiplying.
        long limit = Amount.LIMIT.nanos() / Amount.NANOS_PER_DOLLAR;
        Check.argument(nanos <= limit, "is beyond 9,000,000,000.00");
        int decimals = point < 0 ? 0 : text.length() - point - 1;
        Check.argument(decimals <= Amount.DECIMALS, "has more than nine decimals");
        for (int i = 1; i <= Amount.DECIMALS; i++) {
            nanos = nanos * 10 + (i <= decimals ? text.charAt(point + i) - '0' : 0);
        }
        Check.argument(nanos <= Amount.LIMIT.nanos(), "is beyond 9,000,000,000.00");
        return Amount.ofNanos(negative ? -nanos : nanos);
    }

    /** How many decimals a well-formed amount is spelled with. */
    static int decimals(String text) {
        int point = text.indexOf('.');
        return point < 0 ? 0 : text.length() - point - 1;
    }

    private static void check(String text, int start, int whole) {
        Check.argument(text.indexOf('e') < 0 && text.indexOf('E') < 0, "must be written without an exponent");
        boolean digits = whole > start && whole + 1 != text.length();
        for (int i = start; i < text.length() && digits; i++) {
            digits = i == whole || isDigit(text.charAt(i));
        }
        boolean zeroFirst = whole - start > 1 && text.charAt(start) == '0';
        Check.argument(digits && !zeroFirst, "must be a decimal such as \"5.00\"");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
