package dev.florin.sandbox.stripe.pages;

import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.billing.SubscriptionRoutes;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.SetupOutcome;
import dev.florin.sandbox.world.Turn;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the buttons of the portal do. Each acts only on what is the customer's own. */
final class PortalActs {
    private final StripeParts parts;
    private final SubscriptionRoutes changes;

    PortalActs(StripeParts parts, SubscriptionRoutes changes) {
        this.parts = parts;
        this.changes = changes;
    }

    /**
     * Does it.
     *
     * @return where the browser goes
     * @throws StripeError what is wrong or refused
     */
    String act(Turn turn, ObjectNode session, String act, Map<String, String> form) {
        String address =
                parts.publicAddress() + "/p/session/" + session.path("id").asString();
        PortalFlow flow = PortalFlow.of(session);
        return switch (act) {
            case "add" -> added(turn, session, form, flow.after("add", address + "?done=added"));
            case "remove" -> {
                parts.methods().detach(turn, method(turn, session, form));
                yield address + "?done=removed";
            }
            case "default" -> {
                useFirst(turn, session, method(turn, session, form));
                yield address + "?done=default";
            }
            case "cancel" -> {
                changes.update(turn, subscription(turn, session, form), flag("cancel_at_period_end", true));
                yield flow.after("cancel", address + "?done=cancelled");
            }
            case "resume" -> {
                changes.update(turn, subscription(turn, session, form), flag("cancel_at_period_end", false));
                yield address + "?done=resumed";
            }
            case "switch" -> {
                String id = subscription(turn, session, form);
                String price = form.getOrDefault("price", "");
                if (!turn.holds(Kinds.PRICE, price)) {
                    throw StripeError.invalid("There is no such price.");
                }
                changes.update(turn, id, to(turn.read(Kinds.SUBSCRIPTION, id), price));
                yield flow.after("switch", address + "?done=switched");
            }
            default -> throw StripeError.invalid("There is no such button.");
        };
    }

    private static Parameters flag(String name, boolean value) {
        return new Parameters(JsonNodeFactory.instance.objectNode().put(name, value), "");
    }

    /** A switch that is paid now or does not happen. */
    static Parameters to(ObjectNode subscription, String price) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.putArray("items")
                .addObject()
                .put(
                        "id",
                        subscription
                                .path("items")
                                .path("data")
                                .path(0)
                                .path("id")
                                .asString())
                .put("price", price);
        asked.put("proration_behavior", "always_invoice").put("payment_behavior", "error_if_incomplete");
        return new Parameters(asked, "");
    }

    private static String subscription(Turn turn, ObjectNode session, Map<String, String> form) {
        return turn.find(Kinds.SUBSCRIPTION, form.getOrDefault("subscription", ""))
                .filter(found -> found.path("customer").equals(session.path("customer")))
                .orElseThrow(() -> StripeError.invalid("There is no such plan."))
                .path("id")
                .asString();
    }

    private static String method(Turn turn, ObjectNode session, Map<String, String> form) {
        return turn.find(Kinds.PAYMENT_METHOD, form.getOrDefault("method", ""))
                .filter(found -> found.path("customer").equals(session.path("customer")))
                .orElseThrow(() -> StripeError.invalid("There is no such card."))
                .path("id")
                .asString();
    }

    /** A form that is sent twice, by a double click say, saves its card once. */
    private String added(Turn turn, ObjectNode session, Map<String, String> form, String after) {
        String once = session.path("id").asString() + " " + form.getOrDefault("once", "");
        boolean named = !form.getOrDefault("once", "").isEmpty();
        Optional<String> before = named
                ? turn.find(Kinds.PORTAL_FORM, once)
                        .map(found -> found.path("led_to").asString())
                : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        String led = add(turn, session, form, after);
        if (named) {
            turn.put(
                    Kinds.PORTAL_FORM,
                    once,
                    JsonNodeFactory.instance.objectNode().put("led_to", led));
        }
        return led;
    }

    private String add(Turn turn, ObjectNode session, Map<String, String> form, String after) {
        String method =
                parts.methods().card(turn, CardForm.card(form, turn)).path("id").asString();
        String customer = session.path("customer").asString();
        String intent = parts.setups()
                .create(turn, Optional.of(customer), Optional.empty(), JsonNodeFactory.instance.objectNode())
                .path("id")
                .asString();
        return switch (parts.setups()
                .confirm(turn, intent, Optional.of(method), Optional.of(after), Optional.empty())) {
            case SetupOutcome.Succeeded(ObjectNode saved) -> after;
            case SetupOutcome.NeedsAction(ObjectNode open, String url) -> url;
            case SetupOutcome.Declined(ObjectNode open, StripeError error) -> throw error;
        };
    }

    /** The customer's default and that of each plan: a plan's own would go before the customer's. */
    private void useFirst(Turn turn, ObjectNode session, String method) {
        String customer = session.path("customer").asString();
        ObjectNode before = turn.read(Kinds.CUSTOMER, customer).deepCopy();
        ObjectNode edited = turn.edit(Kinds.CUSTOMER, customer);
        edited.withObject("invoice_settings").put("default_payment_method", method);
        parts.events().emitUpdated(turn, "customer.updated", edited, before);
        Parameters own =
                new Parameters(JsonNodeFactory.instance.objectNode().put("default_payment_method", method), "");
        for (ObjectNode subscription : PortalPage.running(turn, customer)) {
            if (!subscription.path("default_payment_method").isNull()) {
                changes.update(turn, subscription.path("id").asString(), own);
            }
        }
    }
}
