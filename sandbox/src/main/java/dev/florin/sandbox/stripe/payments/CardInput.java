package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import java.time.YearMonth;
import java.util.Optional;

/**
 * A card as a person typed it, after all checks: what is left of it holds no number and no security code.
 *
 * @param card which test card it is
 */
public record CardInput(TestCard card, YearMonth expiry, Optional<String> name, Optional<String> postalCode) {
    private static final int SHORTEST_NUMBER = 12;
    private static final int LONGEST_NUMBER = 19;
    private static final int AMEX_CVC = 4;
    private static final int CVC = 3;

    /** Any test card with a date that is far enough away. */
    public static CardInput of(TestCard card, YearMonth now) {
        return new CardInput(card, now.plusYears(4), Optional.empty(), Optional.empty());
    }

    /**
     * Reads what was typed; a {@link StripeError} with Stripe's code says what is wrong. A number that is not a test
     * card's is refused whatever it is: a person may have typed a real one.
     */
    public static CardInput typed(
            String number,
            String month,
            String year,
            String cvc,
            Optional<String> name,
            Optional<String> postalCode,
            YearMonth now) {
        String digits = number.replace(" ", "").replace("-", "");
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || digits.length() < SHORTEST_NUMBER
                || digits.length() > LONGEST_NUMBER) {
            throw wrong("invalid_number", "The card number is not a valid credit card number.", "number");
        }
        if (!luhn(digits)) {
            throw wrong("incorrect_number", "Your card number is incorrect.", "number");
        }
        YearMonth expiry = expiry(month, year, now);
        TestCard card = TestCards.numbered(digits)
                .orElseThrow(() -> StripeError.card(
                                "card_declined",
                                "Your card was declined. Your request was in test mode, but used a non test card. For a"
                                        + " list of valid test cards, visit: https://stripe.com/docs/testing.")
                        .with("decline_code", "test_mode_live_card"));
        if (!cvc.chars().allMatch(c -> c >= '0' && c <= '9')
                || cvc.length() != (card.brand().equals("amex") ? AMEX_CVC : CVC)) {
            throw wrong("invalid_cvc", "Your card's security code is invalid.", "cvc");
        }
        return new CardInput(card, expiry, name, postalCode);
    }

    private static YearMonth expiry(String month, String year, YearMonth now) {
        int m = whole(month);
        if (m < 1 || m > 12) {
            throw wrong("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month");
        }
        int y = whole(year);
        int full = y >= 0 && y < 100 ? now.getYear() / 100 * 100 + y : y;
        if (full < now.getYear()
                || full > now.getYear() + 50
                || YearMonth.of(full, m).isBefore(now)) {
            throw wrong("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year");
        }
        return YearMonth.of(full, m);
    }

    private static int whole(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    private static StripeError wrong(String code, String message, String param) {
        return StripeError.card(code, message).about(param);
    }

    /** The check digit that every card number ends with. */
    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
