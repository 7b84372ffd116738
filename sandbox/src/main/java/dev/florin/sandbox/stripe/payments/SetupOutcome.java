package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import tools.jackson.databind.node.ObjectNode;

/** What trying to save a payment method can come to. The SetupIntent is the live tree: read it, do not change it. */
public sealed interface SetupOutcome {
    record Succeeded(ObjectNode setupIntent) implements SetupOutcome {}

    /** The bank wants to see the customer at {@code url} first. */
    record NeedsAction(ObjectNode setupIntent, String url) implements SetupOutcome {}

    record Declined(ObjectNode setupIntent, StripeError error) implements SetupOutcome {}
}
