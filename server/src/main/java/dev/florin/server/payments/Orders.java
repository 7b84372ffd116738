package dev.florin.server.payments;

import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionExpireParams;
import com.stripe.param.checkout.SessionListParams;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.util.Optional;

/**
 * What Stripe is asked for a top-up. Everything that is sent comes from the order as it was written down, so that asking again
 * is the same request under the same key. Thread-safe.
 */
final class Orders {
    /** A Checkout that nobody pays ends by itself. */
    static final Duration CHECKOUT_LASTS = Duration.ofHours(1);

    static final String PURPOSE = "purpose";
    static final String TOP_UP = "topup";
    static final String ORDER = "top_up";

    /** Orders of an account are asked for one after the other: the one that is looked for is among its last. */
    private static final long LOOKED_THROUGH = 100;

    private static final String CURRENCY = "usd";
    private static final String WORDS = "AI credits";
    private static final long NANOS_PER_CENT = Amount.NANOS_PER_DOLLAR / 100;

    private final StripeCalls stripe;
    private final String publicUrl;

    Orders(StripeCalls stripe, String publicUrl) {
        this.stripe = stripe;
        this.publicUrl = publicUrl;
    }

    static long cents(Amount amount) {
        Check.argument(amount.nanos() % NANOS_PER_CENT == 0, "money is paid in whole cents");
        return amount.nanos() / NANOS_PER_CENT;
    }

    static Amount amount(long cents) {
        return Amount.ofNanos(Math.multiplyExact(cents, NANOS_PER_CENT));
    }

    /** Where Stripe sends the customer's browser back to. */
    String returnTo(String id) {
        return publicUrl + "/top-ups/" + id + "/return";
    }

    /** Opens the Checkout of an order. Card data is typed there, and nowhere else. */
    Session checkout(String id, TopUp order, String customer) {
        String back = returnTo(id);
        SessionCreateParams params = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setCustomer(customer)
                .setClientReferenceId(id)
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setQuantity(1L)
                        .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                .setCurrency(CURRENCY)
                                .setUnitAmount(cents(order.amount()))
                                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                        .setName(WORDS)
                                        .build())
                                .build())
                        .build())
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .setSetupFutureUsage(SessionCreateParams.PaymentIntentData.SetupFutureUsage.OFF_SESSION)
                        .putMetadata(PURPOSE, TOP_UP)
                        .putMetadata(ORDER, id)
                        .build())
                .putMetadata(PURPOSE, TOP_UP)
                .putMetadata(ORDER, id)
                .setSuccessUrl(back)
                .setCancelUrl(back)
                .setExpiresAt(order.openedAt().plus(CHECKOUT_LASTS).getEpochSecond())
                .setAdaptivePricing(SessionCreateParams.AdaptivePricing.builder()
                        .setEnabled(false)
                        .build())
                .build();
        return stripe.ask("checkout.create", api -> api.checkout().sessions().create(params, StripeCalls.key(id + "-checkout")));
    }

    /** The Checkout that an order has led to before; looked for where its key no longer tells. */
    Optional<Session> findCheckout(String id, String customer) {
        SessionListParams params = SessionListParams.builder()
                .setCustomer(customer)
                .setLimit(LOOKED_THROUGH)
                .build();
        return stripe.ask("checkouts.list", api -> api.checkout().sessions().list(params)).getData().stream()
                .filter(each -> id.equals(each.getClientReferenceId()))
                .findFirst();
    }

    /** The payment that an order has led to before. */
    Optional<PaymentIntent> findPayment(String id, String customer) {
        PaymentIntentListParams params = PaymentIntentListParams.builder()
                .setCustomer(customer)
                .setLimit(LOOKED_THROUGH)
                .build();
        return stripe.ask("payment_intents.list", api -> api.paymentIntents().list(params)).getData().stream()
                .filter(each -> id.equals(each.getMetadata().get(ORDER)))
                .findFirst();
    }

    Session session(String session) {
        return stripe.ask("checkout.read", api -> api.checkout().sessions().retrieve(session));
    }

    /** Ends an open Checkout; one that has ended answers as it is. */
    Session expire(String session) {
        try {
            return stripe.ask("checkout.expire", api -> api.checkout()
                    .sessions()
                    .expire(session, SessionExpireParams.builder().build(), StripeCalls.key("expire-" + session)));
        } catch (StripeFault e) {
            if (e.kind() == StripeFault.Kind.INVALID) {
                return session(session);
            }
            throw e;
        }
    }

    /** Charges a saved card: with the customer there, who may be sent to their bank; or with nobody there. */
    PaymentIntent pay(String id, TopUp order, String customer) {
        TopUp.Card card = Check.present(order.card(), "the card of an order that charges one");
        boolean nobodyThere = order.kind() == TopUp.Kind.AUTOMATIC;
        PaymentIntentCreateParams.AutomaticPaymentMethods.Builder methods =
                PaymentIntentCreateParams.AutomaticPaymentMethods.builder().setEnabled(true);
        PaymentIntentCreateParams.Builder params = PaymentIntentCreateParams.builder()
                .setAmount(cents(order.amount()))
                .setCurrency(CURRENCY)
                .setCustomer(customer)
                .setPaymentMethod(card.id())
                .setConfirm(true)
                .setDescription(WORDS)
                .putMetadata(PURPOSE, TOP_UP)
                .putMetadata(ORDER, id);
        if (nobodyThere) {
            methods.setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER);
            params.setOffSession(true);
        } else {
            params.setReturnUrl(returnTo(id));
        }
        params.setAutomaticPaymentMethods(methods.build());
        return stripe.ask("payment_intent.create", api -> api.paymentIntents().create(params.build(), StripeCalls.key(id + "-pay")));
    }

    PaymentIntent payment(String payment) {
        return stripe.ask("payment_intent.read", api -> api.paymentIntents().retrieve(payment));
    }

    /** Makes sure that a payment that failed can never be paid: two payable objects for one order must not be. */
    PaymentIntent cancel(String payment) {
        try {
            return stripe.ask("payment_intent.cancel", api -> api.paymentIntents().cancel(payment, StripeCalls.key("cancel-" + payment)));
        } catch (StripeFault e) {
            if (e.kind() == StripeFault.Kind.INVALID) {
                return payment(payment); // it has ended
            }
            throw e;
        }
    }
}
