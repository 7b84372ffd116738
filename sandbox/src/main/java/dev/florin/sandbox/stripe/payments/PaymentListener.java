package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.world.Turn;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hears of every PaymentIntent that succeeded or failed, in the same turn, whatever brought it there: a call, a page,
 * an authentication, a bank that took days.
 */
public interface PaymentListener {
    void succeeded(Turn turn, ObjectNode paymentIntent);

    /** Declined now, or a delayed method that failed in the end; it can be paid again. */
    void failed(Turn turn, ObjectNode paymentIntent);
}
