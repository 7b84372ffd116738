package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Confirmation;
import dev.florin.sandbox.world.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sells: a new subscription with its first invoice, and switches with theirs. */
final class Sales {
    private static final String ERROR = "error_if_incomplete";
    private static final String WAIT = "default_incomplete";
    private static final String PENDING = "pending_if_incomplete";

    private final Subscriptions subscriptions;
    private final Invoices invoices;
    private final Collection collection;

    Sales(Subscriptions subscriptions, Invoices invoices, Collection collection) {
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.collection = collection;
    }

    /** What the first invoice of a wish bills. */
    Invoices.Subject first(Turn turn, ObjectNode subscription, List<Sold> sold) {
        String id = subscription.path("id").asString();
        Period period = Period.current(subscription);
        boolean trial = Subscriptions.status(subscription).equals("trialing");
        List<ObjectNode> lines = new ArrayList<>();
        for (Sold each : sold) {
            lines.add(
                    trial
                            ? Lines.trial(turn, id, each, period.start(), period.end())
                            : Lines.period(turn, id, each, period.start(), period.end()));
        }
        Period at = new Period(period.start(), period.start());
        return new Invoices.Subject(subscription, "subscription_create", lines, at);
    }

    /** A subscription with its first invoice open, or paid where nothing is due; nobody has tried to pay it yet. */
    ObjectNode begin(Turn turn, Wish wish) {
        ObjectNode subscription = subscriptions.shape(turn, wish);
        String invoice = kept(turn, subscription, wish.sold());
        collection.finalizeDraft(turn, invoice);
        return turn.read(Kinds.SUBSCRIPTION, subscription.path("id").asString());
    }

    private String kept(Turn turn, ObjectNode subscription, List<Sold> sold) {
        ObjectNode draft = invoices.draft(turn, first(turn, subscription, sold));
        Discounts.used(turn, subscription);
        String invoice = draft.path("id").asString();
        subscriptions.keep(turn, subscription, invoice);
        return invoice;
    }

    /** As the API sells: the customer may not be there. */
    ObjectNode sell(Turn turn, Wish wish, String behavior, boolean offSession) {
        ObjectNode shape = subscriptions.shape(turn, wish);
        ObjectNode sketch = invoices.sketch(turn, first(turn, shape, wish.sold()), "in_sketch");
        boolean due = sketch.path("amount_due").asLong() > 0;
        Optional<String> method = wish.method().or(() -> Collection.method(turn, sketch));
        if (due && method.isEmpty() && !behavior.equals(WAIT)) {
            throw StripeError.invalid(
                    "resource_missing",
                    "This customer has no attached payment source or default payment method. Please consider adding a"
                            + " default payment method.");
        }
        if (due && behavior.equals(ERROR)) {
            ObjectNode paid = collection.payFirst(turn, sketch, how(method.orElseThrow(), offSession));
            collection.payWith(turn, kept(turn, shape, wish.sold()), paid);
            return turn.read(Kinds.SUBSCRIPTION, shape.path("id").asString());
        }
        String invoice = kept(turn, shape, wish.sold());
        collection.finalizeDraft(turn, invoice);
        if (due && !behavior.equals(WAIT)) {
            collection.attempt(turn, invoice, how(method.orElseThrow(), offSession));
        }
        return turn.read(Kinds.SUBSCRIPTION, shape.path("id").asString());
    }

    static Confirmation how(String method, boolean offSession) {
        return offSession
                ? Confirmation.offSession(method)
                : new Confirmation(Optional.of(method), false, Optional.empty(), false, false, Optional.empty());
    }

    /** Changes items or period as the API asks for it. */
    void change(Turn turn, String id, Parameters asked) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        String behavior = asked.text("payment_behavior").orElse("allow_incomplete");
        Optional<Switch> planned = Switch.plan(turn, subscription, asked);
        if (planned.isEmpty()) {
            return;
        }
        Switch wanted = planned.get();
        if (!wanted.now()) {
            later(turn, id, wanted);
            apply(turn, id, wanted.change());
            return;
        }
        Invoices.Subject subject = subject(subscription, wanted);
        switch (behavior) {
            case PENDING -> pending(turn, id, wanted, subject, asked);
            case ERROR -> orError(turn, id, wanted, subject, asked);
            default -> anyway(turn, id, wanted, subject, asked, behavior);
        }
    }

    static Invoices.Subject subject(ObjectNode subscription, Switch wanted) {
        Period running = Period.current(subscription);
        Period at = wanted.change()
                .period()
                .map(begun -> new Period(running.start(), begun.start()))
                .orElse(running);
        return new Invoices.Subject(subscription, "subscription_update", wanted.lines(), at);
    }

    private void apply(Turn turn, String id, Change change) {
        subscriptions.change(turn, id, subscription -> change.apply(turn, subscription));
        subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
    }

    /** The next renewal bills it. */
    private static void later(Turn turn, String id, Switch wanted) {
        ArrayNode pending = turn.edit(Kinds.BILLING, id).withArray("lines");
        wanted.lines().forEach(pending::add);
    }

    /** The change happens whether or not it is paid. */
    private void anyway(
            Turn turn, String id, Switch wanted, Invoices.Subject subject, Parameters asked, String behavior) {
        String invoice = invoices.draft(turn, subject).path("id").asString();
        subscriptions.change(turn, id, subscription -> {
            wanted.change().apply(turn, subscription);
            subscription.put("latest_invoice", invoice);
        });
        subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
        collection.finalizeDraft(turn, invoice);
        if (Invoices.status(turn.read(Kinds.INVOICE, invoice)).equals("open")) {
            attempt(turn, invoice, asked, behavior);
        }
    }

    private void attempt(Turn turn, String invoice, Parameters asked, String behavior) {
        Optional<String> method = Collection.method(turn, turn.read(Kinds.INVOICE, invoice));
        if (method.isPresent() && !behavior.equals(WAIT)) {
            collection.attempt(turn, invoice, how(method.get(), asked.flag("off_session")));
        } else {
            ObjectNode open = turn.read(Kinds.INVOICE, invoice);
            collection.failed(turn, turn.read(Kinds.PAYMENT_INTENT, collection.intent(turn, open)));
        }
    }

    /** The change happens only if it is paid now. */
    private void orError(Turn turn, String id, Switch wanted, Invoices.Subject subject, Parameters asked) {
        ObjectNode sketch = invoices.sketch(turn, subject, "in_sketch");
        if (sketch.path("amount_due").asLong() == 0) {
            // The sketch wrote discounts onto its lines; the draft must not find them there.
            anyway(turn, id, fresh(wanted), subject(subject.subscription(), fresh(wanted)), asked, ERROR);
            return;
        }
        String method = Collection.method(turn, sketch)
                .orElseThrow(() -> StripeError.invalid(
                        "resource_missing", "This customer has no attached payment source or default payment method."));
        ObjectNode paid = collection.payFirst(turn, sketch, how(method, asked.flag("off_session")));
        String invoice = invoices.draft(turn, subject(subject.subscription(), fresh(wanted)))
                .path("id")
                .asString();
        subscriptions.change(turn, id, subscription -> {
            wanted.change().apply(turn, subscription);
            subscription.put("latest_invoice", invoice);
        });
        subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
        collection.payWith(turn, invoice, paid);
    }

    private static Switch fresh(Switch used) {
        for (ObjectNode line : used.lines()) {
            line.putArray("discount_amounts");
            line.putArray("discounts");
        }
        return used;
    }

    /** The change waits for its payment. */
    private void pending(Turn turn, String id, Switch wanted, Invoices.Subject subject, Parameters asked) {
        String invoice = invoices.draft(turn, subject).path("id").asString();
        ObjectNode kept = turn.edit(Kinds.BILLING, id);
        JsonNode earlier = kept.path("change").path("invoice");
        kept.set("change", wanted.change().remember().put("invoice", invoice));
        if (earlier.isString()) {
            collection.withdraw(turn, earlier.asString());
        }
        collection.finalizeDraft(turn, invoice);
        if (Invoices.status(turn.read(Kinds.INVOICE, invoice)).equals("open")) {
            attempt(turn, invoice, asked, PENDING);
        }
        if (Invoices.status(turn.read(Kinds.INVOICE, invoice)).equals("paid")) {
            return;
        }
        long expires = turn.now().plus(Subscriptions.PATIENCE).getEpochSecond();
        subscriptions.change(turn, id, subscription -> {
            ObjectNode preview = subscription.deepCopy();
            wanted.change().apply(turn, preview);
            subscription.put("latest_invoice", invoice);
            ObjectNode update = subscription.putObject("pending_update");
            update.set(
                    "billing_cycle_anchor",
                    wanted.change().period().isPresent() ? preview.get("billing_cycle_anchor") : null);
            update.putNull("discount")
                    .putNull("discounts")
                    .put("expires_at", expires)
                    .putNull("metadata");
            update.set("subscription_items", preview.path("items").path("data").deepCopy());
            update.putNull("trial_end").putNull("trial_from_plan");
        });
        Subscriptions.schedule(
                turn, turn.read(Kinds.SUBSCRIPTION, id), Instant.ofEpochSecond(expires), Subscriptions.PENDING);
    }

    /** The next invoice as it would be now. */
    ObjectNode upcoming(Turn turn, ObjectNode subscription) {
        return invoices.sketch(turn, renewal(turn, subscription), turn.id("upcoming_in_"));
    }

    /** What the end of the running period bills. */
    static Invoices.Subject renewal(Turn turn, ObjectNode subscription) {
        String id = subscription.path("id").asString();
        Period ended = Period.current(subscription);
        List<Sold> sold = Sold.of(subscription);
        long end = sold.getFirst()
                .interval()
                .endAfter(subscription.path("billing_cycle_anchor").asLong(), ended.end());
        List<ObjectNode> lines = new ArrayList<>();
        turn.find(Kinds.BILLING, id)
                .ifPresent(kept -> kept.path("lines").forEach(line -> lines.add((ObjectNode) line.deepCopy())));
        sold.forEach(each -> lines.add(Lines.period(turn, id, each, ended.end(), end)));
        return new Invoices.Subject(subscription, "subscription_cycle", lines, ended);
    }

    /** A paused subscription begins a new period, and its invoice is to be paid. */
    void resume(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        List<Sold> sold = Sold.of(subscription);
        long now = turn.seconds();
        Period begun = new Period(now, sold.getFirst().interval().endAfter(now, now));
        List<ObjectNode> lines = new ArrayList<>();
        sold.forEach(each -> lines.add(Lines.period(turn, id, each, begun.start(), begun.end())));
        String invoice = invoices.draft(
                        turn,
                        new Invoices.Subject(subscription, "subscription_cycle", lines, Period.current(subscription)))
                .path("id")
                .asString();
        subscriptions.change(turn, id, found -> {
            Period.set(found, begun);
            found.put("billing_cycle_anchor", now)
                    .put("latest_invoice", invoice)
                    .put("status", "active");
        });
        subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
        subscriptions.resumed(turn, id);
        collection.finalizeDraft(turn, invoice);
        collection.collect(turn, invoice);
    }

    /** Ends a subscription now, with what is left of its period given back if that is wanted. */
    void cancel(Turn turn, String id, Parameters asked) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (asked.flag("prorate") && Subscriptions.status(subscription).equals("active")) {
            Period running = Period.current(subscription);
            List<ObjectNode> lines = Sold.of(subscription).stream()
                    .map(each -> Lines.unused(turn, id, each, running, turn.seconds()))
                    .toList();
            ArrayNode pending = turn.edit(Kinds.BILLING, id).withArray("lines");
            lines.forEach(pending::add);
        }
        if (asked.flag("invoice_now")) {
            List<ObjectNode> lines = new ArrayList<>();
            turn.edit(Kinds.BILLING, id).withArray("lines").forEach(line -> lines.add((ObjectNode) line.deepCopy()));
            if (!lines.isEmpty()) {
                turn.edit(Kinds.BILLING, id).putArray("lines");
                ObjectNode draft = invoices.draft(
                        turn,
                        new Invoices.Subject(subscription, "subscription_update", lines, Period.current(subscription)));
                collection.finalizeDraft(turn, draft.path("id").asString());
                collection.collect(turn, draft.path("id").asString());
            }
        }
        asked.child("cancellation_details")
                .copy(turn.edit(Kinds.SUBSCRIPTION, id).withObject("cancellation_details"), "comment", "feedback");
        subscriptions.end(turn, id, "canceled", "cancellation_requested");
        invoices.giveUp(turn, id);
    }
}
