package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/subscriptions}; the portal's page comes here, too. */
public final class SubscriptionRoutes {
    /** What may wait for a payment; Stripe refuses the rest beside {@code pending_if_incomplete}. */
    private static final Set<String> MAY_WAIT = Set.of(
            "items",
            "proration_behavior",
            "proration_date",
            "payment_behavior",
            "billing_cycle_anchor",
            "trial_end",
            "off_session",
            "expand");

    private final Sales sales;
    private final Subscriptions subscriptions;
    private final Invoices invoices;

    SubscriptionRoutes(Sales sales, Subscriptions subscriptions, Invoices invoices) {
        this.sales = sales;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/subscriptions", "subscription_create", this::create),
                Route.get("/v1/subscriptions", "subscription_list", SubscriptionRoutes::list),
                Route.get("/v1/subscriptions/{id}", "retrieve", call -> call.subject(Kinds.SUBSCRIPTION)),
                Route.post("/v1/subscriptions/{id}", "subscription_update", this::update),
                Route.delete("/v1/subscriptions/{id}", "subscription_cancel", this::cancel),
                Route.post("/v1/subscriptions/{id}/resume", "subscription_resume", this::resume),
                Route.get("/v1/subscription_items", "subscription_item_list", SubscriptionRoutes::items));
    }

    private JsonNode create(Call call) {
        Parameters asked = call.parameters();
        asked.require("customer");
        ObjectNode customer = call.customer("customer").orElseThrow();
        notModelled(asked, "backdate_start_date", "billing_cycle_anchor", "cancel_at");
        byCard(asked);
        Turn turn = call.turn();
        return Clocks.by(turn, customer, () -> {
            Wish wish = Wish.of(turn, customer, asked);
            String behavior = asked.text("payment_behavior").orElse("allow_incomplete");
            return sales.sell(turn, wish, behavior, asked.flag("off_session"));
        });
    }

    private static void notModelled(Parameters asked, String... names) {
        for (String name : names) {
            if (asked.has(name)) {
                throw StripeError.invalid(
                                "parameter_unknown", "Stripe's stand-in does not model the parameter: " + name)
                        .about(name);
            }
        }
    }

    private static void byCard(Parameters asked) {
        asked.text("collection_method").filter("send_invoice"::equals).ifPresent(method -> {
            throw StripeError.invalid("Stripe's stand-in charges automatically only.")
                    .about("collection_method");
        });
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        String status = asked.text("status").orElse("");
        return Listing.page(
                call,
                Kinds.SUBSCRIPTION,
                found -> fits(status, Subscriptions.status(found))
                        && asked.text("customer")
                                .map(id -> id.equals(found.path("customer").asString()))
                                .orElse(true)
                        && asked.text("test_clock")
                                .map(id -> id.equals(Clocks.of(found)))
                                .orElse(true)
                        && asked.text("price")
                                .map(id -> Sold.of(found).stream()
                                        .anyMatch(each -> each.priceId().equals(id)))
                                .orElse(true));
    }

    private static boolean fits(String wanted, String status) {
        return switch (wanted) {
            case "" -> !status.equals("canceled");
            case "all" -> true;
            case "ended" -> List.of("canceled", "incomplete_expired").contains(status);
            default -> wanted.equals(status);
        };
    }

    private static JsonNode items(Call call) {
        ObjectNode subscription =
                call.subject(Kinds.SUBSCRIPTION, call.parameters().require("subscription"));
        return Listing.page(
                call, subscription.path("items").path("data").valueStream().map(item -> (ObjectNode) item));
    }

    private JsonNode update(Call call) {
        ObjectNode subscription = call.subject(Kinds.SUBSCRIPTION);
        return Clocks.by(call.turn(), subscription, () -> update(call.turn(), call.id(), call.parameters()));
    }

    /** Changes a subscription as the API does. */
    public ObjectNode update(Turn turn, String id, Parameters asked) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        if (Subscriptions.isOver(subscription)) {
            boolean onlyNotes = asked.tree().propertyNames().stream()
                    .allMatch(name ->
                            Set.of("metadata", "cancellation_details", "expand").contains(name));
            if (!onlyNotes) {
                throw StripeError.invalid(
                        "A canceled subscription can only update its cancellation_details and" + " metadata.");
            }
        }
        byCard(asked);
        notModelled(asked, "pause_collection");
        boolean waits = asked.text("payment_behavior")
                .filter("pending_if_incomplete"::equals)
                .isPresent();
        if (waits) {
            asked.tree().propertyNames().stream()
                    .filter(name -> !MAY_WAIT.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw StripeError.invalid("You cannot update `" + name
                                        + "` when using `payment_behavior=pending_if_incomplete`.")
                                .about(name);
                    });
        }
        ObjectNode customer =
                turn.read(Kinds.CUSTOMER, subscription.path("customer").asString());
        Optional<String> method = Wish.method(turn, customer, asked);
        if (!Subscriptions.isOver(subscription)) {
            sales.change(turn, id, asked);
        }
        List<String> discounts = Discounts.grant(turn, asked, subscription);
        subscriptions.change(turn, id, found -> {
            asked.mergeMetadata(found);
            asked.copy(found, "description");
            method.ifPresent(chosen -> found.put("default_payment_method", chosen));
            if (asked.cleared("default_payment_method")) {
                found.putNull("default_payment_method");
            }
            if (asked.has("trial_settings")) {
                Subscriptions.trialSettings(found, asked);
            }
            if (asked.has("discounts")) {
                found.putArray("discounts");
                discounts.forEach(found.withArray("discounts")::add);
            }
            asked.child("payment_settings").copy(found.withObject("payment_settings"), "save_default_payment_method");
            asked.child("cancellation_details").copy(found.withObject("cancellation_details"), "comment", "feedback");
            ending(turn, found, asked);
        });
        ObjectNode changed = turn.read(Kinds.SUBSCRIPTION, id);
        if (!Subscriptions.isOver(changed) && (asked.has("cancel_at_period_end") || asked.has("cancel_at"))) {
            subscriptions.plan(turn, changed);
        }
        return changed;
    }

    private static void ending(Turn turn, ObjectNode subscription, Parameters asked) {
        boolean ends = subscription.path("cancel_at_period_end").asBoolean();
        Optional<Boolean> wanted = asked.maybeFlag("cancel_at_period_end");
        if (wanted.isPresent() && wanted.get() && !ends) {
            Subscriptions.cancelLater(subscription, turn.seconds());
        } else if (wanted.isPresent() && !wanted.get() && ends) {
            Subscriptions.doNotCancel(subscription);
        }
        if (asked.cleared("cancel_at")) {
            Subscriptions.doNotCancel(subscription);
        }
        asked.text("cancel_at").ifPresent(text -> {
            long at = switch (text) {
                case "min_period_end", "max_period_end" ->
                    Period.current(subscription).end();
                default -> second(text);
            };
            if (at <= turn.seconds()) {
                throw StripeError.invalid("The timestamp must be in the future.")
                        .about("cancel_at");
            }
            subscription.put("cancel_at", at).put("canceled_at", turn.seconds());
            subscription.withObject("cancellation_details").put("reason", "cancellation_requested");
        });
    }

    private static long second(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StripeError.invalid("Invalid timestamp: must be an integer Unix timestamp")
                    .about("cancel_at");
        }
    }

    private JsonNode cancel(Call call) {
        ObjectNode subscription = call.subject(Kinds.SUBSCRIPTION);
        if (Subscriptions.isOver(subscription)) {
            throw StripeError.missing("subscription", call.id(), "id");
        }
        return Clocks.by(call.turn(), subscription, () -> {
            sales.cancel(call.turn(), call.id(), call.parameters());
            return call.turn().read(Kinds.SUBSCRIPTION, call.id());
        });
    }

    /** Goes on after a pause: a new period begins now, and its first invoice is to be paid. */
    private JsonNode resume(Call call) {
        Turn turn = call.turn();
        ObjectNode subscription = call.subject(Kinds.SUBSCRIPTION);
        if (!Subscriptions.status(subscription).equals("paused")) {
            throw StripeError.invalid("Only subscriptions with status `paused` can be resumed.");
        }
        return Clocks.by(turn, subscription, () -> {
            sales.resume(turn, call.id());
            return turn.read(Kinds.SUBSCRIPTION, call.id());
        });
    }

    /** What a change would cost at once, in cents. */
    public long dueNow(Turn turn, String id, Parameters asked) {
        ObjectNode subscription = turn.read(Kinds.SUBSCRIPTION, id);
        return Switch.plan(turn, subscription, asked)
                .filter(Switch::now)
                .map(planned -> invoices.sketch(turn, Sales.subject(subscription, planned), "in_sketch")
                        .path("amount_due")
                        .asLong())
                .orElse(0L);
    }

    /** The invoice that a call of {@code create_preview} asks for. */
    ObjectNode preview(Call call) {
        Turn turn = call.turn();
        Parameters details = call.parameters().child("subscription_details");
        if (!call.parameters().has("subscription")) {
            call.parameters().require("customer");
            ObjectNode customer = call.customer("customer").orElseThrow();
            Wish wish = Wish.of(turn, customer, details);
            ObjectNode shape = subscriptions.shape(turn, wish);
            return invoices.sketch(turn, sales.first(turn, shape, wish.sold()), turn.id("upcoming_in_"));
        }
        ObjectNode subscription =
                call.referred(Kinds.SUBSCRIPTION, "subscription").orElseThrow();
        Optional<Switch> planned = Switch.plan(turn, subscription, details);
        if (planned.isPresent() && planned.get().now()) {
            return invoices.sketch(turn, Sales.subject(subscription, planned.get()), turn.id("upcoming_in_"));
        }
        if (planned.isPresent()) {
            ObjectNode changed = subscription.deepCopy();
            planned.get().change().apply(turn, changed);
            Invoices.Subject next = Sales.renewal(turn, changed);
            List<ObjectNode> lines = new ArrayList<>(planned.get().lines());
            lines.addAll(next.lines());
            return invoices.sketch(
                    turn, new Invoices.Subject(changed, next.reason(), lines, next.period()), turn.id("upcoming_in_"));
        }
        return sales.upcoming(turn, subscription);
    }
}
