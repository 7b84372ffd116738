package dev.florin.server.payments;

import dev.florin.core.purchases.Failure;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a declined payment means, and how it is told to a person. */
public final class Declines {
    private static final Set<String> HARD_ADVICE = Set.of("do_not_try_again", "confirm_card_data");

    private static final Set<String> HARD = Set.of(
            "lost_card",
            "stolen_card",
            "pickup_card",
            "fraudulent",
            "restricted_card",
            "expired_card",
            "invalid_account",
            "card_not_supported");

    private static final int LONGEST_CODE = 100;

    private Declines() {}

    static Failure failure(@Nullable String code, @Nullable String declineCode, @Nullable String advice) {
        String known = code == null ? "card_declined" : cut(code);
        String decline = declineCode == null ? null : cut(declineCode);
        return new Failure(kind(known, decline, advice), known, decline);
    }

    private static String cut(String code) {
        return code.length() <= LONGEST_CODE ? code : code.substring(0, LONGEST_CODE);
    }

    private static Failure.Kind kind(String code, @Nullable String decline, @Nullable String advice) {
        if ("authentication_required".equals(code) || "authentication_required".equals(decline)) {
            return Failure.Kind.AUTHENTICATION_REQUIRED;
        }
        boolean hard = (advice != null && HARD_ADVICE.contains(advice))
                || isHard(code)
                || (decline != null && isHard(decline));
        return hard ? Failure.Kind.HARD_DECLINE : Failure.Kind.SOFT_DECLINE;
    }

    private static boolean isHard(String code) {
        return HARD.contains(code) || code.startsWith("incorrect_");
    }

    /** In plain words, and without telling a thief that a card was reported stolen. */
    public static String message(Failure failure) {
        String reason = failure.declineCode() == null ? failure.code() : failure.declineCode();
        return switch (reason) {
            case "insufficient_funds" -> "The card does not have enough funds. Try another card.";
            case "expired_card" -> "The card has expired. Use another card.";
            case "incorrect_cvc", "invalid_cvc" -> "The card's security code is not right. Add the card again.";
            case "incorrect_number", "invalid_number" -> "The card's number is not right. Add the card again.";
            case "processing_error" -> "The bank could not process the payment. Try again in a moment.";
            case "card_velocity_exceeded" -> "The card's limit is reached. Try another card, or later.";
            case "authentication_required" -> "The bank asks you to confirm this payment. Pay through Checkout.";
            case "authentication_failed", "payment_intent_authentication_failure" ->
                "The payment was not confirmed. Try again, or use another card.";
            case "not_asked" -> "The payment could not be started. Nothing was charged.";
            default -> "The bank declined the card. Try another card, or ask your bank.";
        };
    }

    /** Nobody was asked for money. */
    static Failure notAsked() {
        return new Failure(Failure.Kind.NOT_ASKED, "not_asked", null);
    }
}
