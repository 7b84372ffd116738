package dev.florin.sandbox.stripe.payments;

import java.util.Optional;
import java.util.Set;

/**
 * A card of Stripe's testing page and what it does.
 *
 * @param number a public constant, never a person's; only the table of test cards holds it
 * @param behaviour what the stand-in remembers of a card instead of its number
 * @param code what every payment with it is refused with, if it is
 */
public record TestCard(
        String number,
        Optional<String> alias,
        String behaviour,
        String brand,
        String funding,
        Authentication authentication,
        Optional<String> code,
        Optional<String> declineCode,
        Set<Trait> traits) {

    /** When the bank wants to see the customer. */
    public enum Authentication {
        NEVER,
        /** With the customer present always; without, unless the card was set up for it before. */
        UNTIL_SET_UP,
        ALWAYS,
        /** With the customer present always; without, never. */
        PRESENT_ONLY
    }

    /** What else is special about a card. */
    public enum Trait {
        /** Can be saved although every payment is refused. */
        ATTACHES,
        BLOCKED_BY_RADAR,
        DISPUTED_FRAUDULENT,
        DISPUTED_NOT_RECEIVED,
        INQUIRED,
        DISPUTED_TWICE,
        FRAUD_WARNING,
        REFUND_PENDS,
        REFUND_FAILS,
        AVAILABLE_AT_ONCE
    }

    public String last4() {
        return number.substring(number.length() - 4);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Refused already when it is to be saved. */
    public boolean cannotBeSaved() {
        return code.isPresent()
                && authentication == Authentication.NEVER
                && !is(Trait.ATTACHES)
                && !is(Trait.BLOCKED_BY_RADAR);
    }

    /** Stripe's advice for a refusal. */
    public Optional<String> advice() {
        return Optional.ofNullable(
                switch (declineCode.or(() -> code).orElse("")) {
                    case "" -> null;
                    case "lost_card", "stolen_card", "fraudulent" -> "do_not_try_again";
                    case "expired_card", "incorrect_cvc" -> "confirm_card_data";
                    default -> "try_again_later";
                });
    }

    /** What the customer is told. */
    public String message() {
        return switch (declineCode.or(() -> code).orElse("")) {
            case "insufficient_funds" -> "Your card has insufficient funds.";
            case "expired_card" -> "Your card has expired.";
            case "incorrect_cvc" -> "Your card's security code is incorrect.";
            case "processing_error" -> "An error occurred while processing your card. Try again in a little bit.";
            case "card_velocity_exceeded" ->
                "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.";
            default -> "Your card was declined.";
        };
    }
}
