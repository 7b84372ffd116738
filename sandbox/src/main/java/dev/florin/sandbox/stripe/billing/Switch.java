package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What changing a subscription's items comes to, computed and not done: a preview and the change itself share it.
 *
 * @param lines what is billed or given back for it
 * @param now whether the lines are billed at once; otherwise the next renewal bills them
 */
record Switch(Change change, List<ObjectNode> lines, boolean now) {

    /** Nothing that anybody would have to pay for. */
    static final String NONE = "none";

    private static final String PRORATE = "create_prorations";

    /**
     * Plans a change.
     *
     * @return nothing if neither items nor period would change
     */
    static Optional<Switch> plan(Turn turn, ObjectNode subscription, Parameters asked) {
        List<Sold> before = Sold.of(subscription);
        List<Sold> after = merge(turn, before, asked);
        Wish.check(after);
        boolean trialing = Subscriptions.status(subscription).equals("trialing");
        boolean trialEndsNow = asked.text("trial_end").filter("now"::equals).isPresent() && trialing;
        Optional<Long> trialEnd = trialEndsNow ? Optional.of(turn.seconds()) : Wish.trialEnd(turn, asked);
        boolean otherInterval =
                !after.getFirst().interval().equals(before.getFirst().interval());
        boolean anew = trialEndsNow
                || (!trialing
                        && trialEnd.isEmpty()
                        && (otherInterval
                                || asked.text("billing_cycle_anchor")
                                        .filter("now"::equals)
                                        .isPresent()));
        if (!anew && trialEnd.isEmpty() && before.equals(after)) {
            return Optional.empty();
        }
        Optional<Period> period = anew
                ? Optional.of(new Period(
                        turn.seconds(), after.getFirst().interval().endAfter(turn.seconds(), turn.seconds())))
                : Optional.empty();
        Change change = new Change(after, period, trialEnd);
        String behavior = asked.text("proration_behavior").orElse(PRORATE);
        boolean free = trialing && !trialEndsNow;
        List<ObjectNode> lines = free ? List.of() : lines(turn, subscription, change, asked, behavior, trialing);
        boolean now = !lines.isEmpty() && (anew || behavior.equals("always_invoice"));
        return Optional.of(new Switch(change, lines, now));
    }

    private static List<ObjectNode> lines(
            Turn turn, ObjectNode subscription, Change change, Parameters asked, String behavior, boolean trialing) {
        String id = subscription.path("id").asString();
        Period running = Period.current(subscription);
        long moment = asked.number("proration_date").orElse(turn.seconds());
        if (moment < running.start() || moment > running.end()) {
            throw StripeError.invalid("The proration date must be within the current billing period.")
                    .about("proration_date");
        }
        boolean anew = change.period().isPresent();
        List<Sold> before = Sold.of(subscription);
        List<ObjectNode> lines = new ArrayList<>();
        if (!behavior.equals(NONE) && !trialing) {
            before.stream()
                    .filter(old -> anew || change.sold().stream().noneMatch(each -> each.equals(old)))
                    .forEach(old -> lines.add(Lines.unused(turn, id, old, running, moment)));
        }
        for (Sold each : change.sold()) {
            if (anew) {
                Period begun = change.period().get();
                lines.add(Lines.period(turn, id, each, begun.start(), begun.end()));
            } else if (!behavior.equals(NONE) && !before.contains(each)) {
                lines.add(Lines.remaining(turn, id, each, running, moment));
            }
        }
        return lines;
    }

    /** The items after a change: what is named by id changes, what is not named stays, what has no id is new. */
    private static List<Sold> merge(Turn turn, List<Sold> before, Parameters asked) {
        Map<String, Sold> items = new LinkedHashMap<>();
        before.forEach(each -> items.put(each.item(), each));
        for (Parameters item : asked.children("items")) {
            Optional<String> id = item.text("id");
            id.filter(named -> !items.containsKey(named)).ifPresent(named -> {
                throw StripeError.invalid("resource_missing", "No such subscription_item: '" + named + "'")
                        .about(item.full("id"));
            });
            if (item.flag("deleted")) {
                items.remove(item.require("id"));
                continue;
            }
            Optional<Sold> old = id.map(items::get);
            ObjectNode price = old.isPresent() && !item.has("price")
                    ? old.get().price()
                    : turn.read(Kinds.PRICE, Wish.price(turn, item).path("id").asString());
            long quantity =
                    item.number("quantity").orElse(old.map(Sold::quantity).orElse(1L));
            String key = id.orElseGet(() -> turn.id("si_"));
            boolean otherPrice = old.isPresent()
                    && !old.get().priceId().equals(price.path("id").asString());
            items.put(
                    key,
                    old.isPresent() && !otherPrice && old.get().quantity() == quantity
                            ? old.get()
                            : new Sold(key, price, quantity));
        }
        if (items.isEmpty()) {
            throw StripeError.invalid("A subscription must have at least one active item.")
                    .about("items");
        }
        return List.copyOf(items.values());
    }
}
