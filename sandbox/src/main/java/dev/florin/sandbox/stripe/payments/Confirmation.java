package dev.florin.sandbox.stripe.payments;

import java.util.Optional;

/**
 * How a PaymentIntent is to be confirmed.
 *
 * @param method the payment method to use; absent: the one it has
 * @param offSession the customer is not there to authenticate
 * @param returnUrl where the customer goes after an authentication
 * @param refuseAction an authentication that would be needed is a decline
 * @param forceAuthentication asks for an authentication whatever the card
 * @param session the checkout session whose page confirms
 */
public record Confirmation(
        Optional<String> method,
        boolean offSession,
        Optional<String> returnUrl,
        boolean refuseAction,
        boolean forceAuthentication,
        Optional<String> session) {

    /** Without the customer, as renewals and automatic charges are. */
    public static Confirmation offSession(String method) {
        return new Confirmation(Optional.of(method), true, Optional.empty(), false, false, Optional.empty());
    }

    /** With the customer at a hosted page, which leads on to {@code returnUrl} after an authentication. */
    public static Confirmation present(String method, String returnUrl) {
        return new Confirmation(Optional.of(method), false, Optional.of(returnUrl), false, false, Optional.empty());
    }

    /** With the customer at the page of a checkout session. */
    public static Confirmation atCheckout(String method, String session) {
        return new Confirmation(Optional.of(method), false, Optional.empty(), false, false, Optional.of(session));
    }
}
