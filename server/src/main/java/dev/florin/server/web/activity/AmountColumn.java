package dev.florin.server.web.activity;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;

/**
 * A column of exact amounts: each is written to its last digit, and blanks behind the shorter ones bring the points below one
 * another.
 *
 * @param decimals of the longest
 */
record AmountColumn(int decimals) {
    private static final int CENTS = 2;

    /** As wide as a digit. */
    private static final String BLANK = "\u2007";

    private static final String MINUS = "\u2212";

    static AmountColumn of(Collection<Amount> amounts) {
        return new AmountColumn(
                amounts.stream().mapToInt(AmountColumn::decimals).max().orElse(CENTS));
    }

    private static int decimals(Amount amount) {
        return Math.max(CENTS, amount.decimal().stripTrailingZeros().scale());
    }

    /** What a balance changed by, with its sign: mostly below a cent, so each digit counts. */
    RowView.Digits change(Amount amount) {
        return digits(amount, amount.isPositive() ? "+" : "", false);
    }

    /** A balance, of which the digits behind the cents are less to look at. */
    RowView.Digits balance(Amount amount) {
        return digits(amount, "", true);
    }

    private RowView.Digits digits(Amount amount, String plus, boolean apart) {
        int own = decimals(amount);
        BigDecimal dollars = amount.decimal().abs();
        String written =
                (amount.isNegative() ? MINUS : plus) + "$" + String.format(Locale.ROOT, "%,." + own + "f", dollars);
        int cut = apart && dollars.compareTo(BigDecimal.ONE) >= 0 ? written.length() - own + CENTS : written.length();
        return new RowView.Digits(written.substring(0, cut), written.substring(cut), BLANK.repeat(decimals - own));
    }
}
