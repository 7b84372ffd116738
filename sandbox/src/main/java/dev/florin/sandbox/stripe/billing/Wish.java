package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.catalog.Catalog;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A subscription that somebody wants: the API or a checkout session.
 *
 * @param trialEnd the second the trial ends, if there is one
 * @param settings the fields that are copied: metadata, description, trial settings and the like
 * @param discounts holds {@code discounts}
 */
record Wish(
        ObjectNode customer,
        List<Sold> sold,
        Optional<Long> trialEnd,
        Optional<String> method,
        Parameters settings,
        Parameters discounts) {

    /** Stripe's limit. */
    private static final int MOST_ITEMS = 20;

    static Wish of(Turn turn, ObjectNode customer, Parameters asked) {
        return new Wish(
                customer,
                sold(turn, asked, "items"),
                trialEnd(turn, asked),
                method(turn, customer, asked),
                asked,
                asked);
    }

    static List<Sold> sold(Turn turn, Parameters asked, String list) {
        List<Sold> sold = new ArrayList<>();
        for (Parameters each : asked.children(list)) {
            ObjectNode price = price(turn, each);
            sold.add(new Sold(turn.id("si_"), price, each.number("quantity").orElse(1L)));
        }
        if (sold.isEmpty()) {
            throw StripeError.invalid("parameter_missing", "Missing required param: " + list + ".")
                    .about(list);
        }
        check(sold);
        return sold;
    }

    static ObjectNode price(Turn turn, Parameters item) {
        String id = item.require("price");
        ObjectNode price = turn.find(Kinds.PRICE, id)
                .orElseThrow(() -> StripeError.invalid("resource_missing", "No such price: '" + id + "'")
                        .about(item.full("price")));
        if (!price.path("type").asString().equals("recurring")) {
            throw StripeError.invalid(
                            "The price specified is set to `type=one_time` but this field only accepts prices with"
                                    + " `type=recurring`.")
                    .about(item.full("price"));
        }
        return price;
    }

    /** One invoice bills all items, so they share currency and interval. */
    static void check(List<Sold> sold) {
        if (sold.size() > MOST_ITEMS) {
            throw StripeError.invalid("A subscription has at most " + MOST_ITEMS + " items.")
                    .about("items");
        }
        Sold first = sold.getFirst();
        for (Sold each : sold) {
            if (!each.interval().equals(first.interval())) {
                throw StripeError.invalid(
                                "Currently, all items of a subscription must share one billing interval here.")
                        .about("items");
            }
            if (!each.price().path("currency").equals(first.price().path("currency"))) {
                throw StripeError.invalid("All prices on a subscription must have the same `currency`.")
                        .about("items");
            }
            if (each.quantity() < 0) {
                throw StripeError.invalid("parameter_invalid_integer", "Invalid non-negative integer")
                        .about("items");
            }
        }
    }

    static Optional<Long> trialEnd(Turn turn, Parameters asked) {
        Optional<Long> days = asked.number("trial_period_days");
        Optional<Long> end = asked.number("trial_end")
                .or(() -> asked.text("trial_end")
                        .filter(text -> !text.equals("now"))
                        .map(text -> seconds(asked, text)));
        if (days.isPresent() && asked.has("trial_end")) {
            throw StripeError.invalid("You may only specify one of these parameters: trial_end, trial_period_days.");
        }
        Optional<Long> found = end.or(() -> days.filter(count -> count > 0)
                .map(count -> turn.seconds() + Duration.ofDays(count).toSeconds()));
        found.filter(second -> second <= turn.seconds()).ifPresent(second -> {
            throw StripeError.invalid("The trial end must be in the future.").about(asked.full("trial_end"));
        });
        return found;
    }

    private static long seconds(Parameters asked, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StripeError.invalid("Invalid timestamp: must be an integer Unix timestamp or `now`")
                    .about(asked.full("trial_end"));
        }
    }

    /** A default payment method must be the customer's own. */
    static Optional<String> method(Turn turn, ObjectNode customer, Parameters asked) {
        Optional<String> named = asked.text("default_payment_method");
        String owner = customer.path("id").asString();
        named.filter(id -> !Collection.owns(turn, owner, id)).ifPresent(id -> {
            throw StripeError.invalid(
                            "resource_missing",
                            "The customer does not have a payment method with the ID " + id
                                    + ". The payment method must be attached to the customer.")
                    .about("default_payment_method");
        });
        return named;
    }

    /** What a checkout session sells; a price may be made for it. */
    static List<Sold> ofSession(Turn turn, Catalog catalog, Parameters asked) {
        List<Sold> sold = new ArrayList<>();
        for (Parameters line : asked.children("line_items")) {
            ObjectNode price =
                    line.has("price_data") ? catalog.inlinePrice(turn, line.child("price_data")) : price(turn, line);
            if (!price.path("type").asString().equals("recurring")) {
                throw StripeError.invalid("A session of mode=subscription sells recurring prices only here.")
                        .about(line.full("price_data"));
            }
            sold.add(new Sold(turn.id("si_"), price, line.number("quantity").orElse(1L)));
        }
        if (sold.isEmpty()) {
            throw StripeError.invalid("parameter_missing", "Missing required param: line_items.")
                    .about("line_items");
        }
        check(sold);
        return sold;
    }
}
