package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import tools.jackson.databind.node.ObjectNode;

/** What trying to pay can come to. The PaymentIntent is the live tree: read it, copy it, do not change it. */
public sealed interface PaymentOutcome {
    record Succeeded(ObjectNode paymentIntent) implements PaymentOutcome {}

    /** A method that takes days; it ends by {@link Payments#finish}. */
    record Processing(ObjectNode paymentIntent) implements PaymentOutcome {}

    /** The bank wants to see the customer at {@code url} first. */
    record NeedsAction(ObjectNode paymentIntent, String url) implements PaymentOutcome {}

    /** {@code manual} capture: the money is set aside. */
    record Authorized(ObjectNode paymentIntent) implements PaymentOutcome {}

    /** The bank said no; the PaymentIntent is back at {@code requires_payment_method}. */
    record Declined(ObjectNode paymentIntent, StripeError error) implements PaymentOutcome {}
}
