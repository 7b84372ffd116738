package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Amounts as people type them: {@code 20}, {@code $20.50}, {@code 1,000}. */
final class Dollars {
    private static final Pattern TYPED = Pattern.compile("\\d{1,7}(\\.\\d{1,2})?");

    private Dollars() {}

    /** Whole cents; empty where it is no such amount. */
    static Optional<Amount> read(String typed) {
        String plain = typed.strip().replace("$", "").replace(",", "").replace(" ", "");
        return TYPED.matcher(plain).matches() ? Optional.of(Amount.dollars(plain)) : Optional.empty();
    }

    /** As a field holds it, such as {@code 20.00}. */
    static String field(Amount amount) {
        return amount.decimal().setScale(2, RoundingMode.DOWN).toPlainString();
    }
}
