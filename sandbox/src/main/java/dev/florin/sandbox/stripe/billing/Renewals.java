package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What time does to subscriptions: renewals, the ends of trials, retries, what is given up. */
final class Renewals {
    private final Events events;
    private final Subscriptions subscriptions;
    private final Invoices invoices;
    private final Collection collection;

    Renewals(Events events, Subscriptions subscriptions, Invoices invoices, Collection collection) {
        this.events = events;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.collection = collection;
    }

    void works(World world) {
        world.works(Subscriptions.CYCLE, this::cycle);
        world.works(Subscriptions.UPCOMING, this::upcoming);
        world.works(Subscriptions.TRIAL_ENDS, this::trialWillEnd);
        world.works(Subscriptions.INCOMPLETE, this::incomplete);
        world.works(Subscriptions.PENDING, this::pendingUpdate);
        world.works(Collection.FINALIZE, this::finalizeDraft);
        world.works(Collection.RETRY, collection::collect);
    }

    /** The period or the trial is over. */
    private void cycle(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (Subscriptions.isOver(subscription)) {
            return;
        }
        JsonNode cancelAt = subscription.path("cancel_at");
        if (cancelAt.isNumber() && cancelAt.asLong() <= turn.seconds()) {
            subscriptions.end(turn, id, "canceled", "cancellation_requested");
            return;
        }
        if (Subscriptions.status(subscription).equals("paused")) {
            return;
        }
        if (Subscriptions.status(subscription).equals("trialing") && trialEnded(turn, subscription)) {
            return;
        }
        renew(turn, id);
    }

    /** True if the trial ended without a payment method and nothing is to be billed for that. */
    private boolean trialEnded(Turn turn, ObjectNode subscription) {
        String id = subscription.path("id").asString();
        ObjectNode asking = invoices.sketch(turn, Sales.renewal(turn, subscription), "in_sketch");
        Optional<String> method = Collection.method(turn, asking);
        String missing = subscription
                .path("trial_settings")
                .path("end_behavior")
                .path("missing_payment_method")
                .asString();
        if (method.isPresent() || missing.equals("create_invoice")) {
            return false;
        }
        if (missing.equals("cancel")) {
            subscriptions.end(turn, id, "canceled", "cancellation_requested");
            return true;
        }
        subscriptions.change(turn, id, found -> found.put("status", "paused"));
        events.emit(turn, "customer.subscription.paused", turn.read(Kinds.SUBSCRIPTION, id));
        return true;
    }

    /** Begins the next period with a draft. */
    void renew(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        boolean collected = !Subscriptions.status(subscription).equals("unpaid");
        Invoices.Subject subject = Sales.renewal(turn, subscription);
        String invoice = invoices.draft(turn, subject).path("id").asString();
        Period next = Period.of(subject.lines().getLast().path("period"));
        turn.edit(Kinds.BILLING, id).putArray("lines");
        subscriptions.change(turn, id, found -> {
            Period.set(found, next);
            found.put("latest_invoice", invoice);
            if (Subscriptions.status(found).equals("trialing")) {
                found.put("status", "active");
            }
            if (found.path("cancel_at_period_end").asBoolean()) {
                found.put("cancel_at", next.end());
            }
            Discounts.used(turn, found);
        });
        subscriptions.plan(turn, turn.read(Kinds.SUBSCRIPTION, id));
        ObjectNode draft = turn.edit(Kinds.INVOICE, invoice);
        if (collected) {
            long finalizes = turn.now().plus(Invoices.DRAFT).getEpochSecond();
            draft.put("automatically_finalizes_at", finalizes);
            turn.schedule(turn.now().plus(Invoices.DRAFT), Collection.FINALIZE, invoice, Clocks.of(draft));
        } else {
            // Stripe leaves the invoices of an unpaid subscription as drafts.
            draft.put("auto_advance", false);
        }
    }

    private void finalizeDraft(Turn turn, String id) {
        if (Invoices.status(turn.read(Kinds.INVOICE, id)).equals("draft")) {
            collection.finalizeDraft(turn, id);
            collection.collect(turn, id);
        }
    }

    private void upcoming(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (!subscription.path("cancel_at").isNumber() && !Subscriptions.isOver(subscription)) {
            ObjectNode sketch = invoices.sketch(turn, Sales.renewal(turn, subscription), turn.id("upcoming_in_"));
            sketch.put("billing_reason", "upcoming");
            events.emit(turn, "invoice.upcoming", sketch);
        }
    }

    private void trialWillEnd(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (Subscriptions.status(subscription).equals("trialing")) {
            events.emit(turn, "customer.subscription.trial_will_end", subscription);
        }
    }

    private void incomplete(Turn turn, String id) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (Subscriptions.status(subscription).equals("incomplete")) {
            abandon(turn, id);
        }
    }

    /** The first payment was never made. */
    private void abandon(Turn turn, String id) {
        String invoice =
                turn.read(Kinds.SUBSCRIPTION, id).path("latest_invoice").asString();
        subscriptions.end(turn, id, "incomplete_expired", "payment_failed");
        collection.withdraw(turn, invoice);
    }

    private void pendingUpdate(Turn turn, String id) {
        ObjectNode kept = turn.edit(Kinds.BILLING, id);
        String invoice = kept.path("change").path("invoice").asString();
        kept.remove("change");
        if (!invoice.isEmpty()) {
            collection.withdraw(turn, invoice);
        }
        ObjectNode before = turn.read(Kinds.SUBSCRIPTION, id).deepCopy();
        ObjectNode subscription = turn.edit(Kinds.SUBSCRIPTION, id);
        subscription.putNull("pending_update");
        events.emitUpdated(turn, "customer.subscription.pending_update_expired", subscription, before);
    }
}
