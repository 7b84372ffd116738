package dev.florin.sandbox.stripe.objects;

import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of documents of Stripe's stand-in. Those that the API shows bear the name of their {@code object}. */
public final class Kinds {
    public static final Kind CUSTOMER = Kind.live("customer");
    public static final Kind PAYMENT_METHOD = Kind.live("payment_method");
    public static final Kind PAYMENT_INTENT = Kind.live("payment_intent");
    public static final Kind SETUP_INTENT = Kind.live("setup_intent");
    public static final Kind CHARGE = Kind.live("charge");
    public static final Kind BALANCE_TRANSACTION = Kind.live("balance_transaction");
    public static final Kind REFUND = Kind.live("refund");
    public static final Kind DISPUTE = Kind.live("dispute");
    public static final Kind EARLY_FRAUD_WARNING = Kind.live("radar.early_fraud_warning");
    public static final Kind CHECKOUT_SESSION = Kind.live("checkout.session");
    public static final Kind PRODUCT = Kind.live("product");
    public static final Kind PRICE = Kind.live("price");
    public static final Kind SUBSCRIPTION = Kind.live("subscription");
    public static final Kind INVOICE = Kind.live("invoice");
    public static final Kind INVOICE_PAYMENT = Kind.live("invoice_payment");
    public static final Kind COUPON = Kind.live("coupon");
    public static final Kind DISCOUNT = Kind.live("discount");
    public static final Kind PORTAL_SESSION = Kind.live("billing_portal.session");
    public static final Kind PORTAL_CONFIGURATION = Kind.live("billing_portal.configuration");
    public static final Kind TEST_CLOCK = Kind.live("test_helpers.test_clock");
    public static final Kind WEBHOOK_ENDPOINT = Kind.live("webhook_endpoint");
    public static final Kind EVENT = Kind.flat("event");

    /** What Stripe keeps to itself about a payment method: how its card behaves. Never its number. */
    public static final Kind CARD_BEHAVIOUR = Kind.live("inner.card");

    /** Where events stand on their way to the endpoints. */
    public static final Kind DELIVERY = Kind.flat("inner.delivery");

    public static final Kind IDEMPOTENCY = Kind.flat("inner.idempotency");
    public static final Kind CALL = Kind.flat("inner.call");
    public static final Kind CALL_COUNT = Kind.live("inner.call_count");
    public static final Kind FAULT = Kind.live("inner.fault");

    /** The PaymentIntents that were confirmed without the customer. */
    public static final Kind OFF_SESSION = Kind.live("inner.off_session");

    /** An authentication at the bank, open or over. */
    public static final Kind THREE_DS = Kind.live("inner.three_ds");

    /** What a checkout session must remember beside what the API shows of it. */
    public static final Kind CHECKOUT_ORDER = Kind.live("inner.checkout");

    /** Which checkout session a PaymentIntent or SetupIntent pays, by the intent's id. */
    public static final Kind SESSION_OF = Kind.live("inner.session_of");

    /** The portal's forms that were sent: each is obeyed once. */
    public static final Kind PORTAL_FORM = Kind.live("inner.portal_form");

    /** What a subscription must remember beside what the API shows of it. */
    public static final Kind BILLING = Kind.live("inner.billing");

    /** All lines of an invoice, and where its collection stands. */
    public static final Kind COLLECTION = Kind.live("inner.collection");

    /** Which invoice a PaymentIntent pays, by the intent's id. */
    public static final Kind INVOICE_OF = Kind.live("inner.invoice_of");

    /** Which subscription a checkout session made, by the session's id. */
    public static final Kind SUBSCRIPTION_OF = Kind.live("inner.subscription_of");

    /** What the owner of the account chose for all subscriptions. */
    public static final Kind BILLING_CHOICE = Kind.live("inner.billing_choice");

    /** The kinds that ids in other objects may point at. */
    public static final List<Kind> SHOWN = List.of(
            CUSTOMER,
            PAYMENT_METHOD,
            PAYMENT_INTENT,
            SETUP_INTENT,
            CHARGE,
            BALANCE_TRANSACTION,
            REFUND,
            DISPUTE,
            EARLY_FRAUD_WARNING,
            CHECKOUT_SESSION,
            PRODUCT,
            PRICE,
            SUBSCRIPTION,
            INVOICE,
            INVOICE_PAYMENT,
            COUPON,
            DISCOUNT,
            PORTAL_SESSION,
            PORTAL_CONFIGURATION,
            TEST_CLOCK,
            WEBHOOK_ENDPOINT);

    public static final List<Kind> FLAT = List.of(EVENT, DELIVERY, IDEMPOTENCY, CALL);

    private Kinds() {}

    /** Whatever has this id; its own {@code object} says what it is. */
    public static Optional<ObjectNode> anything(Turn turn, String id) {
        return SHOWN.stream().filter(kind -> turn.holds(kind, id)).findFirst().flatMap(kind -> turn.find(kind, id));
    }
}
