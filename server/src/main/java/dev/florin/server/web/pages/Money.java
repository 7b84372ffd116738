package dev.florin.server.web.pages;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * An amount as a page shows it: short enough to be read, and beside it the exact amount for whoever points at it. What is not
 * nothing is never shown as {@code $0.00}.
 *
 * @param text such as {@code $12.40}, {@code $0.0031}, {@code <$0.01} or {@code −$3.00}
 * @param exact such as {@code $0.003104}
 */
public record Money(String text, String exact) {
    /** A true minus, as wide as a plus. */
    private static final String MINUS = "\u2212";

    private static final int CENTS = 2;

    /** The cost of a call is mostly below a cent. */
    private static final int FINE = 4;

    /** What somebody has, cut to cents: never more than there is. */
    public static Money balance(Amount amount) {
        return of(amount, CENTS, RoundingMode.DOWN, "");
    }

    /** What a call costs: below a dollar with four decimals. */
    public static Money cost(Amount amount) {
        boolean small = amount.decimal().abs().compareTo(BigDecimal.ONE) < 0;
        return of(amount, small ? FINE : CENTS, RoundingMode.HALF_UP, "");
    }

    /** A change of a balance, with its sign. */
    public static Money change(Amount amount) {
        boolean small = amount.decimal().abs().compareTo(BigDecimal.ONE) < 0;
        return of(amount, small ? FINE : CENTS, RoundingMode.HALF_UP, amount.isPositive() ? "+" : "");
    }

    /** Whether the text is not the whole truth. */
    public boolean isRounded() {
        return !text.equals(exact);
    }

    private static Money of(Amount amount, int decimals, RoundingMode rounding, String plus) {
        String sign = amount.isNegative() ? MINUS : plus;
        BigDecimal dollars = amount.decimal().abs();
        String exact = sign + "$" + grouped(dollars, amount.isZero() ? CENTS : scale(dollars));
        BigDecimal shown = dollars.setScale(decimals, rounding);
        if (shown.signum() == 0 && dollars.signum() != 0) {
            return new Money(
                    sign + "<$" + BigDecimal.ONE.movePointLeft(decimals).toPlainString(), exact);
        }
        return new Money(sign + "$" + grouped(shown, scale(shown)), exact);
    }

    /** At least cents, and no zeros behind. */
    private static int scale(BigDecimal dollars) {
        return Math.max(CENTS, dollars.stripTrailingZeros().scale());
    }

    private static String grouped(BigDecimal dollars, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", dollars);
    }
}
