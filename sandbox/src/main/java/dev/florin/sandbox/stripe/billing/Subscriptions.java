package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions as objects: made, given other items, put on the schedule, ended. */
final class Subscriptions {
    /** Scheduled for the id of a subscription: the end of its period or trial. */
    static final String CYCLE = "subscription.cycle";

    static final String UPCOMING = "subscription.upcoming";
    static final String TRIAL_ENDS = "subscription.trial_will_end";
    static final String INCOMPLETE = "subscription.incomplete";
    static final String PENDING = "subscription.pending_update";
    private static final List<String> WORKS = List.of(CYCLE, UPCOMING, TRIAL_ENDS, INCOMPLETE, PENDING);

    /** A first payment may be made good for so long; so may a switch that waits for its payment. */
    static final Duration PATIENCE = Duration.ofHours(23);

    private static final Duration TRIAL_NOTICE = Duration.ofDays(3);
    private static final Duration RENEWAL_NOTICE = Duration.ofDays(7);

    private final Events events;

    Subscriptions(Events events) {
        this.events = events;
    }

    static String status(ObjectNode subscription) {
        return subscription.path("status").asString();
    }

    static boolean isOver(ObjectNode subscription) {
        return List.of("canceled", "incomplete_expired").contains(status(subscription));
    }

    /** A subscription as it was wished, not kept yet. */
    ObjectNode shape(Turn turn, Wish wish) {
        ObjectNode subscription = Blanks.of("subscription");
        long now = turn.seconds();
        String id = turn.id("sub_");
        long anchor = wish.trialEnd().orElse(now);
        subscription.put("id", id).put("created", now).put("start_date", now);
        subscription.put("billing_cycle_anchor", anchor);
        subscription.set("customer", wish.customer().get("id"));
        subscription.set("currency", wish.sold().getFirst().price().get("currency"));
        subscription.set("test_clock", wish.customer().path("test_clock"));
        subscription.put("status", wish.trialEnd().isPresent() ? "trialing" : "incomplete");
        wish.method().ifPresent(method -> subscription.put("default_payment_method", method));
        wish.trialEnd().ifPresent(end -> subscription.put("trial_start", now).put("trial_end", end));
        settings(subscription, wish.settings());
        long end = wish.trialEnd()
                .orElseGet(() -> wish.sold().getFirst().interval().endAfter(now, now));
        items(turn, subscription, wish.sold());
        Period.set(subscription, new Period(now, end));
        Discounts.grant(turn, wish.discounts(), subscription).forEach(subscription.withArray("discounts")::add);
        if (wish.settings().flag("cancel_at_period_end")) {
            cancelLater(subscription, now);
        }
        return subscription;
    }

    private static void settings(ObjectNode subscription, Parameters asked) {
        subscription.putObject("metadata");
        asked.mergeMetadata(subscription);
        asked.copy(subscription, "description");
        ObjectNode mode = subscription.putObject("billing_mode");
        String type = asked.child("billing_mode").text("type").orElse("flexible");
        mode.put("type", type);
        if (type.equals("flexible")) {
            mode.putObject("flexible").put("proration_discounts", "included");
        } else {
            mode.putNull("flexible");
        }
        subscription.putArray("default_tax_rates");
        ObjectNode payment = subscription.putObject("payment_settings");
        payment.putNull("payment_method_options").putNull("payment_method_types");
        payment.put(
                "save_default_payment_method",
                asked.child("payment_settings")
                        .text("save_default_payment_method")
                        .orElse("off"));
        subscription
                .putObject("cancellation_details")
                .putNull("comment")
                .putNull("feedback")
                .putNull("reason");
        trialSettings(subscription, asked);
    }

    static void trialSettings(ObjectNode subscription, Parameters asked) {
        String missing = asked.child("trial_settings")
                .child("end_behavior")
                .text("missing_payment_method")
                .orElse("create_invoice");
        subscription.putObject("trial_settings").putObject("end_behavior").put("missing_payment_method", missing);
    }

    /** Puts the items that are sold into a subscription; an item that stays keeps its id and its age. */
    static void items(Turn turn, ObjectNode subscription, List<Sold> sold) {
        String id = subscription.path("id").asString();
        List<JsonNode> items = new ArrayList<>();
        for (Sold each : sold) {
            ObjectNode item = before(subscription, each.item()).orElseGet(() -> {
                ObjectNode made = Blanks.of("subscription_item");
                made.put("id", each.item()).put("created", turn.seconds()).put("subscription", id);
                made.putArray("tax_rates");
                return made;
            });
            item.put("quantity", each.quantity());
            item.set("price", each.price().deepCopy());
            item.set("plan", plan(each.price()));
            items.add(item);
        }
        subscription.set("items", Listing.list("/v1/subscription_items?subscription=" + id, items, false));
    }

    private static Optional<ObjectNode> before(ObjectNode subscription, String item) {
        for (JsonNode each : subscription.path("items").path("data")) {
            if (each.path("id").asString().equals(item)) {
                return Optional.of((ObjectNode) each.deepCopy());
            }
        }
        return Optional.empty();
    }

    /** What a price was called before prices. */
    private static ObjectNode plan(ObjectNode price) {
        ObjectNode plan =
                (ObjectNode) Blanks.of("subscription_item").get("plan").deepCopy();
        for (String same : List.of("id", "active", "created", "currency", "livemode", "nickname", "product")) {
            plan.set(same, price.get(same));
        }
        plan.set("amount", price.get("unit_amount"));
        plan.set("amount_decimal", price.get("unit_amount_decimal"));
        plan.set("metadata", price.path("metadata").deepCopy());
        JsonNode recurring = price.path("recurring");
        plan.set("interval", recurring.get("interval"));
        plan.set("interval_count", recurring.get("interval_count"));
        return plan.put("usage_type", "licensed");
    }

    /** From now on it exists. */
    void keep(Turn turn, ObjectNode subscription, String latestInvoice) {
        subscription.put("latest_invoice", latestInvoice);
        turn.add(Kinds.SUBSCRIPTION, subscription);
        turn.put(Kinds.BILLING, subscription.path("id").asString(), JsonNodeFactory.instance.objectNode());
        events.emit(turn, "customer.subscription.created", subscription);
        plan(turn, subscription);
        if (status(subscription).equals("incomplete")) {
            schedule(turn, subscription, turn.now().plus(PATIENCE), INCOMPLETE);
        }
        if (status(subscription).equals("trialing")) {
            Instant end = Instant.ofEpochSecond(subscription.path("trial_end").asLong());
            Instant notice = end.minus(TRIAL_NOTICE);
            schedule(turn, subscription, notice.isBefore(turn.now()) ? turn.now() : notice, TRIAL_ENDS);
        }
    }

    /** Puts the end of the running period on the schedule, or the day it is to end if that is earlier. */
    void plan(Turn turn, ObjectNode subscription) {
        Instant end = Instant.ofEpochSecond(Period.current(subscription).end());
        JsonNode cancelAt = subscription.path("cancel_at");
        Instant stop = cancelAt.isNumber() ? Instant.ofEpochSecond(cancelAt.asLong()) : end;
        schedule(turn, subscription, stop.isBefore(end) ? stop : end, CYCLE);
        Instant notice = end.minus(RENEWAL_NOTICE);
        if (notice.isAfter(turn.now())) {
            schedule(turn, subscription, notice, UPCOMING);
        } else {
            turn.unschedule(UPCOMING, subscription.path("id").asString());
        }
    }

    static void schedule(Turn turn, ObjectNode subscription, Instant at, String work) {
        turn.schedule(at, work, subscription.path("id").asString(), Clocks.of(subscription));
    }

    /** Changes a subscription and says so. */
    void change(Turn turn, String id, Consumer<ObjectNode> how) {
        ObjectNode before = turn.read(Kinds.SUBSCRIPTION, id).deepCopy();
        ObjectNode subscription = turn.edit(Kinds.SUBSCRIPTION, id);
        how.accept(subscription);
        events.emitUpdated(turn, "customer.subscription.updated", subscription, before);
    }

    void resumed(Turn turn, String id) {
        events.emit(turn, "customer.subscription.resumed", turn.read(Kinds.SUBSCRIPTION, id));
    }

    /** It is to end with its period. */
    static void cancelLater(ObjectNode subscription, long now) {
        subscription.put("cancel_at_period_end", true).put("canceled_at", now);
        subscription.put("cancel_at", Period.current(subscription).end());
        subscription.withObject("cancellation_details").put("reason", "cancellation_requested");
    }

    static void doNotCancel(ObjectNode subscription) {
        subscription.put("cancel_at_period_end", false).putNull("canceled_at").putNull("cancel_at");
        subscription.withObject("cancellation_details").putNull("reason");
    }

    /** Ends it now. */
    void end(Turn turn, String id, String status, String reason) {
        ObjectNode before = turn.read(Kinds.SUBSCRIPTION, id).deepCopy();
        WORKS.forEach(work -> turn.unschedule(work, id));
        ObjectNode subscription = turn.edit(Kinds.SUBSCRIPTION, id);
        subscription.put("status", status).put("ended_at", turn.seconds()).putNull("pending_update");
        if (status.equals("incomplete_expired")) {
            events.emitUpdated(turn, "customer.subscription.updated", subscription, before);
            return;
        }
        if (subscription.path("canceled_at").isNull()) {
            subscription.put("canceled_at", turn.seconds());
        }
        if (subscription.path("cancellation_details").path("reason").isNull()) {
            subscription.withObject("cancellation_details").put("reason", reason);
        }
        events.emit(turn, "customer.subscription.deleted", subscription);
    }
}
