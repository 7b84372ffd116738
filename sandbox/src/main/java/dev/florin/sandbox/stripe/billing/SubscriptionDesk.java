package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.catalog.Catalog;
import dev.florin.sandbox.stripe.checkout.CheckoutSessions;
import dev.florin.sandbox.stripe.checkout.SubscriptionCheckout;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Confirmation;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sells subscriptions at a checkout session. One session makes one subscription, however often payment is tried. */
final class SubscriptionDesk implements SubscriptionCheckout {
    private static final String DATA = "subscription_data";

    private final Catalog catalog;
    private final PaymentMethods methods;
    private final Sales sales;
    private final Collection collection;
    private final Subscriptions subscriptions;

    SubscriptionDesk(StripeParts parts, Sales sales, Collection collection, Subscriptions subscriptions) {
        catalog = parts.catalog();
        methods = parts.methods();
        this.sales = sales;
        this.collection = collection;
        this.subscriptions = subscriptions;
    }

    @Override
    public Terms terms(Call create) {
        Turn turn = create.turn();
        Parameters asked = create.parameters();
        List<Sold> sold = Wish.ofSession(turn, catalog, asked);
        boolean trial = Wish.trialEnd(turn, asked.child(DATA)).isPresent();
        List<ObjectNode> items = new ArrayList<>();
        long subtotal = 0;
        for (Sold each : sold) {
            ObjectNode item = CheckoutSessions.item(turn, each.price(), each.quantity());
            subtotal += trial ? 0 : each.amount();
            items.add(item);
        }
        long due = subtotal - discount(turn, asked, subtotal);
        return new Terms(sold.getFirst().price().path("currency").asString(), subtotal, due, items);
    }

    /** What the session's coupons take off the first payment. */
    private static long discount(Turn turn, Parameters asked, long subtotal) {
        long off = 0;
        for (Parameters each : asked.children("discounts")) {
            ObjectNode coupon = turn.find(Kinds.COUPON, each.require("coupon"))
                    .orElseThrow(() -> StripeError.invalid("resource_missing", "No such coupon")
                            .about(each.full("coupon")));
            off += coupon.path("percent_off").isNull()
                    ? Math.min(coupon.path("amount_off").asLong(), subtotal - off)
                    : Proration.percent(
                            subtotal - off, coupon.path("percent_off").decimalValue());
        }
        return off;
    }

    @Override
    public Attempt attempt(Turn turn, ObjectNode session, ObjectNode asked, String customer, String paymentMethod) {
        String sessionId = session.path("id").asString();
        String id = turn.find(Kinds.SUBSCRIPTION_OF, sessionId)
                .map(link -> link.path("subscription").asString())
                .orElseGet(() -> make(turn, sessionId, asked, customer));
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        String invoice = subscription.path("latest_invoice").asString();
        if (Collection.owns(turn, customer, paymentMethod)) {
            turn.edit(Kinds.SUBSCRIPTION, id).put("default_payment_method", paymentMethod);
        }
        if (!Invoices.status(turn.read(Kinds.INVOICE, invoice)).equals("open")) {
            if (!Collection.owns(turn, customer, paymentMethod)) {
                methods.attach(turn, paymentMethod, customer);
                subscriptions.change(turn, id, found -> found.put("default_payment_method", paymentMethod));
            }
            return new Attempt(id, Optional.of(invoice), Optional.empty());
        }
        return new Attempt(
                id,
                Optional.of(invoice),
                Optional.of(collection.attempt(turn, invoice, Confirmation.atCheckout(paymentMethod, sessionId))));
    }

    private String make(Turn turn, String session, ObjectNode asked, String customer) {
        Parameters all = new Parameters(asked, "");
        Parameters data = all.child(DATA);
        // Checkout pins what paid to the subscription.
        ObjectNode settings = data.tree().deepCopy();
        settings.putObject("payment_settings").put("save_default_payment_method", "on_subscription");
        ObjectNode owner = turn.read(Kinds.CUSTOMER, customer);
        Wish wish = new Wish(
                owner,
                ofLines(turn, session, all),
                Wish.trialEnd(turn, data),
                Optional.empty(),
                new Parameters(settings, DATA),
                all);
        String id =
                Clocks.by(turn, owner, () -> sales.begin(turn, wish)).path("id").asString();
        turn.put(
                Kinds.SUBSCRIPTION_OF,
                session,
                JsonNodeFactory.instance.objectNode().put("subscription", id));
        return id;
    }

    /** The prices that the session was made with, among them those made for it alone. */
    private static List<Sold> ofLines(Turn turn, String session, Parameters asked) {
        List<JsonNode> items = CheckoutSessions.items(turn, session);
        List<Parameters> lines = asked.children("line_items");
        List<Sold> sold = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            ObjectNode price =
                    turn.read(Kinds.PRICE, items.get(i).path("price").path("id").asString());
            sold.add(new Sold(
                    turn.id("si_"), price, lines.get(i).number("quantity").orElse(1L)));
        }
        return sold;
    }

    @Override
    public void abandon(Turn turn, ObjectNode session) {
        turn.find(Kinds.SUBSCRIPTION_OF, session.path("id").asString())
                .map(link ->
                        turn.read(Kinds.SUBSCRIPTION, link.path("subscription").asString()))
                .filter(found -> Subscriptions.status(found).equals("incomplete"))
                .ifPresent(found -> {
                    String invoice = found.path("latest_invoice").asString();
                    subscriptions.end(turn, found.path("id").asString(), "incomplete_expired", "payment_failed");
                    collection.withdraw(turn, invoice);
                });
    }
}
