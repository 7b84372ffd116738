package dev.florin.server.notices;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Amounts as people read them: in dollars and cents, and never as nothing where there is something. */
final class MoneyText {
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private MoneyText() {}

    /** Such as {@code $1,234.50}, {@code -$3.00} or {@code <$0.01}; what is left of a cent is not shown. */
    static String of(Amount amount) {
        BigDecimal dollars = amount.decimal().abs();
        String sign = amount.isNegative() ? "-" : "";
        if (dollars.signum() != 0 && dollars.compareTo(CENT) < 0) {
            return sign + "<$0.01";
        }
        return sign + String.format(Locale.ROOT, "$%,.2f", dollars.setScale(2, RoundingMode.DOWN));
    }
}
