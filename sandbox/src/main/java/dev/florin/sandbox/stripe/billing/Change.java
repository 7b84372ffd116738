package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of a subscription's items and period.
 *
 * @param period a period that begins anew, or nothing if the running one goes on
 * @param trialEnd the trial's new end, or nothing if it stays as it is
 */
record Change(List<Sold> sold, Optional<Period> period, Optional<Long> trialEnd) {

    /** To be carried out later. */
    ObjectNode remember() {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        ArrayNode items = kept.putArray("sold");
        sold.forEach(each -> items.addObject()
                .put("item", each.item())
                .put("price", each.priceId())
                .put("quantity", each.quantity()));
        period.ifPresent(
                found -> kept.putObject("period").put("start", found.start()).put("end", found.end()));
        trialEnd.ifPresent(end -> kept.put("trial_end", end));
        return kept;
    }

    static Change remembered(Turn turn, JsonNode kept) {
        List<Sold> sold = new ArrayList<>();
        for (JsonNode each : kept.path("sold")) {
            sold.add(new Sold(
                    each.path("item").asString(),
                    turn.read(Kinds.PRICE, each.path("price").asString()),
                    each.path("quantity").asLong()));
        }
        return new Change(
                sold,
                kept.has("period") ? Optional.of(Period.of(kept.path("period"))) : Optional.empty(),
                kept.has("trial_end") ? Optional.of(kept.path("trial_end").asLong()) : Optional.empty());
    }

    /** Carries it out. */
    void apply(Turn turn, ObjectNode subscription) {
        Period running = Period.current(subscription);
        Subscriptions.items(turn, subscription, sold);
        Period.set(subscription, period.orElse(running));
        period.ifPresent(begun -> subscription.put("billing_cycle_anchor", begun.start()));
        trialEnd.ifPresent(end -> {
            subscription.put("trial_end", end);
            if (end > turn.seconds()) {
                subscription.put("billing_cycle_anchor", end);
                Period.set(subscription, new Period(running.start(), end));
            } else if (Subscriptions.status(subscription).equals("trialing")) {
                subscription.put("status", "active");
            }
        });
        if (subscription.path("cancel_at_period_end").asBoolean()) {
            subscription.put("cancel_at", Period.current(subscription).end());
        }
    }
}
