package dev.florin.server.web.documents;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Exact amounts as papers show them: with two decimals at least, and as many as there are. */
public final class DollarText {
    private static final int FEWEST_DECIMALS = 2;

    private DollarText() {}

    /** Such as {@code $1,234.50} or {@code -$0.000000075}. */
    public static String exact(BigDecimal dollars) {
        BigDecimal stripped = dollars.stripTrailingZeros();
        int decimals = Math.max(FEWEST_DECIMALS, stripped.scale());
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        // More decimals than there are is a mistake of ours, not something to round away.
        format.setRoundingMode(RoundingMode.UNNECESSARY);
        return (stripped.signum() < 0 ? "-$" : "$") + format.format(stripped.abs());
    }

    /** The same of an amount. */
    public static String exact(Amount amount) {
        return exact(amount.decimal());
    }

    /** The same of what a balance changed by: what came in has a plus. */
    public static String change(BigDecimal dollars) {
        return (dollars.signum() > 0 ? "+" : "") + exact(dollars);
    }
}
