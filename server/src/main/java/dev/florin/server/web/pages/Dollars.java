package dev.florin.server.web.pages;

import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Amounts as people type them: {@code 20}, {@code 20.5}, {@code $1,000.00}. */
public final class Dollars {
    /** Whole cents, with or without commas in their places. */
    private static final Pattern FORM = Pattern.compile("\\$?\\s?(\\d{1,10}|\\d{1,3}(,\\d{3}){1,3})(\\.\\d{1,2})?");

    private Dollars() {}

    /** The amount; empty where the text is none. */
    public static Optional<Amount> read(String typed) {
        if (!FORM.matcher(typed).matches()) {
            return Optional.empty();
        }
        BigDecimal dollars = new BigDecimal(typed.replaceAll("[$,\\s]", ""));
        return dollars.compareTo(Amount.LIMIT.decimal()) > 0 ? Optional.empty() : Optional.of(Amount.of(dollars));
    }

    /** As a field shows it: {@code 20.00}. */
    public static String write(Amount amount) {
        return Money.balance(amount).text().replaceAll("[$,]", "");
    }
}
