package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.api.Expansion;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.checkout.SubscriptionCheckout;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The subscription engine, wired; and what the end of an invoice means to its subscription. */
public final class Billing implements Collection.Standing {
    /** What becomes of a subscription whose last retry failed. */
    public static final List<String> AFTER_RETRIES = List.of("cancel", "unpaid", "past_due");

    private static final String ONLY = "account";
    private static final String CHANGE = "change";

    private final Events events;
    private final Invoices invoices;
    private final Collection collection;
    private final Subscriptions subscriptions;
    private final SubscriptionDesk desk;
    private final SubscriptionRoutes subscriptionRoutes;
    private final InvoiceRoutes invoiceRoutes;
    private final Clocks clocks;
    private final Portals portals;

    public Billing(StripeParts parts) {
        events = parts.events();
        invoices = new Invoices(events, parts.publicAddress());
        collection = new Collection(events, parts.payments(), invoices, this);
        subscriptions = new Subscriptions(events);
        Sales sales = new Sales(subscriptions, invoices, collection);
        desk = new SubscriptionDesk(parts, sales, collection, subscriptions);
        subscriptionRoutes = new SubscriptionRoutes(sales, subscriptions, invoices);
        invoiceRoutes = new InvoiceRoutes(subscriptionRoutes, invoices, collection);
        clocks = new Clocks(events);
        portals = new Portals(events, parts.publicAddress());
        parts.payments().listen(collection);
        parts.customers().onDelete(this::leave);
        new Renewals(events, subscriptions, invoices, collection).works(parts.world());
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(subscriptionRoutes.routes());
        routes.addAll(invoiceRoutes.routes());
        routes.addAll(clocks.routes());
        routes.addAll(Discounts.routes());
        routes.addAll(portals.routes());
        return routes;
    }

    /** What is shown only when asked for. */
    public static void include(Expansion expansion) {
        expansion.include("invoice", "payments", (turn, invoice) -> {
            String id = invoice.path("id").asString();
            List<ObjectNode> payments = turn.newestFirst(Kinds.INVOICE_PAYMENT)
                    .filter(payment -> payment.path("invoice").asString().equals(id))
                    .toList();
            return Listing.list("/v1/invoice_payments?invoice=" + id, payments, false);
        });
        expansion.include("customer", "subscriptions", (turn, customer) -> {
            String id = customer.path("id").asString();
            List<ObjectNode> running = turn.newestFirst(Kinds.SUBSCRIPTION)
                    .filter(found -> found.path("customer").asString().equals(id) && !Subscriptions.isOver(found))
                    .toList();
            return Listing.list("/v1/customers/" + id + "/subscriptions", running, false);
        });
    }

    /** The portal's settings, as they are once somebody has saved them. */
    public static void openPortal(Turn turn) {
        Portals.usual(turn);
    }

    public SubscriptionCheckout desk() {
        return desk;
    }

    public InvoiceRoutes invoicePayments() {
        return invoiceRoutes;
    }

    public SubscriptionRoutes subscriptionChanges() {
        return subscriptionRoutes;
    }

    /** One of {@link #AFTER_RETRIES}; an account's setting, for all its subscriptions. */
    public static void afterRetries(Turn turn, String choice) {
        turn.put(
                Kinds.BILLING_CHOICE,
                ONLY,
                JsonNodeFactory.instance.objectNode().put("after_retries", choice));
    }

    private static String afterRetries(Turn turn) {
        return turn.find(Kinds.BILLING_CHOICE, ONLY)
                .map(found -> found.path("after_retries").asString())
                .orElse("cancel");
    }

    @Override
    public void paid(Turn turn, ObjectNode invoice) {
        String id = Invoices.subscription(invoice);
        if (!turn.holds(Kinds.SUBSCRIPTION, id)) {
            return;
        }
        ObjectNode kept = turn.edit(Kinds.BILLING, id);
        boolean switches = isFor(kept, invoice);
        JsonNode change = kept.path(CHANGE).deepCopy();
        if (switches) {
            kept.remove(CHANGE);
        }
        boolean pending = switches
                && !turn.read(Kinds.SUBSCRIPTION, id).path("pending_update").isNull();
        subscriptions.change(turn, id, subscription -> {
            String status = Subscriptions.status(subscription);
            boolean latest = subscription
                    .path("latest_invoice")
                    .asString()
                    .equals(invoice.path("id").asString());
            if (status.equals("incomplete")
                    || (latest && List.of("past_due", "unpaid").contains(status))) {
                subscription.put("status", "active");
            }
            if (switches) {
                Change.remembered(turn, change).apply(turn, subscription);
                subscription.putNull("pending_update");
                subscription.set("latest_invoice", invoice.get("id"));
            }
            pin(turn, subscription, invoice);
        });
        turn.unschedule(Subscriptions.INCOMPLETE, id);
        if (switches) {
            turn.unschedule(Subscriptions.PENDING, id);
            subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
        }
        if (pending) {
            events.emit(turn, "customer.subscription.pending_update_applied", turn.read(Kinds.SUBSCRIPTION, id));
        }
    }

    private static boolean isFor(ObjectNode kept, ObjectNode invoice) {
        return kept.path(CHANGE)
                .path("invoice")
                .asString()
                .equals(invoice.path("id").asString());
    }

    /** What paid the first invoice pays the next ones, if that was asked for. */
    private static void pin(Turn turn, ObjectNode subscription, ObjectNode invoice) {
        if (!subscription
                .path("payment_settings")
                .path("save_default_payment_method")
                .asString()
                .equals("on_subscription")) {
            return;
        }
        String paidBy = invoice.path("id").asString();
        turn.newestFirst(Kinds.INVOICE_PAYMENT)
                .filter(payment -> payment.path("invoice").asString().equals(paidBy))
                .findFirst()
                .map(payment -> turn.read(
                        Kinds.PAYMENT_INTENT,
                        payment.path("payment").path("payment_intent").asString()))
                .ifPresent(intent -> subscription.set("default_payment_method", intent.get("payment_method")));
    }

    @Override
    public void unpaid(Turn turn, ObjectNode invoice, boolean last) {
        String id = Invoices.subscription(invoice);
        if (!turn.holds(Kinds.SUBSCRIPTION, id) || isFor(turn.read(Kinds.BILLING, id), invoice)) {
            return;
        }
        if (Subscriptions.status(turn.read(Kinds.SUBSCRIPTION, id)).equals("active")) {
            subscriptions.change(turn, id, subscription -> subscription.put("status", "past_due"));
        }
        if (!last || Subscriptions.isOver(turn.read(Kinds.SUBSCRIPTION, id))) {
            return;
        }
        switch (afterRetries(turn)) {
            case "cancel" -> {
                subscriptions.end(turn, id, "canceled", "payment_failed");
                invoices.giveUp(turn, id);
            }
            case "unpaid" -> subscriptions.change(turn, id, found -> found.put("status", "unpaid"));
            default -> invoices.giveUp(turn, id);
        }
    }

    @Override
    public void underWay(Turn turn, ObjectNode invoice) {
        String id = Invoices.subscription(invoice);
        if (turn.holds(Kinds.SUBSCRIPTION, id)
                && Subscriptions.status(turn.read(Kinds.SUBSCRIPTION, id)).equals("incomplete")) {
            turn.unschedule(Subscriptions.INCOMPLETE, id);
            subscriptions.change(turn, id, subscription -> subscription.put("status", "active"));
        }
    }

    private void leave(Turn turn, String customer) {
        List<String> running = turn.newestFirst(Kinds.SUBSCRIPTION)
                .filter(found -> found.path("customer").asString().equals(customer) && !Subscriptions.isOver(found))
                .map(found -> found.path("id").asString())
                .toList();
        for (String id : running) {
            subscriptions.end(turn, id, "canceled", "cancellation_requested");
            invoices.giveUp(turn, id);
        }
    }
}
