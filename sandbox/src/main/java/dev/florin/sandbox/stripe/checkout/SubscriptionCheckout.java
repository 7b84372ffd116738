package dev.florin.sandbox.stripe.checkout;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.payments.PaymentOutcome;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the desk asks of whoever keeps subscriptions, for sessions of {@code mode=subscription}. */
public interface SubscriptionCheckout {
    /**
     * What a session sells.
     *
     * @param items the session's line items, complete objects with {@code object: item}
     * @param dueNow what is paid today in cents: 0 in a trial
     */
    record Terms(String currency, long subtotal, long dueNow, List<ObjectNode> items) {}

    /**
     * One try to pay.
     *
     * @param outcome empty if nothing is due now and the method is only set up
     */
    record Attempt(String subscription, Optional<String> invoice, Optional<PaymentOutcome> outcome) {}

    /** Checks a new session's parameters and says what it sells; a {@code StripeError} where they do not fit. */
    Terms terms(Call create);

    /**
     * Makes the subscription that a session sells, or tries again to pay the one an earlier attempt made. The customer
     * is present, so an authentication is {@code NeedsAction}. The payment method is the customer's already, or
     * nobody's: then a PaymentIntent with {@code setup_future_usage=off_session} makes it the customer's.
     *
     * @param session as it was created; its id tells attempts of one session from others
     * @param asked the parameters of the session's creation
     */
    Attempt attempt(Turn turn, ObjectNode session, ObjectNode asked, String customer, String paymentMethod);

    /** No payment succeeded and none will: whatever an attempt made is taken back. */
    void abandon(Turn turn, ObjectNode session);
}
