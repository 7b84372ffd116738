package dev.florin.sandbox.stripe.checkout;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.world.Turn;
import tools.jackson.databind.node.ObjectNode;

/** A Stripe account that sells no subscriptions. */
public final class NoSubscriptions implements SubscriptionCheckout {
    @Override
    public Terms terms(Call create) {
        throw StripeError.invalid("This stand-in sells no subscriptions.").about("mode");
    }

    @Override
    public Attempt attempt(Turn turn, ObjectNode session, ObjectNode asked, String customer, String paymentMethod) {
        throw new IllegalStateException("no session of this mode was ever made");
    }

    @Override
    public void abandon(Turn turn, ObjectNode session) {
        throw new IllegalStateException("no session of this mode was ever made");
    }
}
