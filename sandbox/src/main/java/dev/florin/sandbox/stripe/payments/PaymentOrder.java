package dev.florin.sandbox.stripe.payments;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a PaymentIntent is made from when no caller of the API makes it: an invoice, a checkout session.
 *
 * @param futureUsage {@code off_session} saves the payment method with the customer
 * @param metadata copied
 */
public record PaymentOrder(
        long amount,
        String currency,
        Optional<String> customer,
        Optional<String> description,
        Optional<String> futureUsage,
        Optional<String> receiptEmail,
        ObjectNode metadata) {}
