package dev.florin.sandbox.stripe.checkout;

import dev.florin.sandbox.stripe.payments.CardInput;
import java.util.Optional;

/** What the customer pays with at a session's page. */
public sealed interface PayWith {
    record NewCard(CardInput card) implements PayWith {}

    /** A card that the customer saved before; without an id the first that the page shows. */
    record SavedCard(Optional<String> paymentMethod) implements PayWith {}

    /** A bank debit: the session completes unpaid, and days later the money comes or does not. */
    record BankDebit() implements PayWith {}
}
