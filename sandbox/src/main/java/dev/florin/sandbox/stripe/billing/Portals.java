package dev.florin.sandbox.stripe.billing;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/billing_portal}: sessions of the portal's page, and what the page offers. */
final class Portals {
    private final Events events;
    private final String publicAddress;

    Portals(Events events, String publicAddress) {
        this.events = events;
        this.publicAddress = publicAddress;
    }

    List<Route> routes() {
        String configurations = "/v1/billing_portal/configurations";
        return List.of(
                Route.post("/v1/billing_portal/sessions", "portal_session_create", this::create),
                Route.post(configurations, "portal_configuration_create", Portals::configure),
                Route.get(configurations, "list", call -> Listing.page(call, Kinds.PORTAL_CONFIGURATION, any -> true)),
                Route.get(configurations + "/{id}", "retrieve", call -> call.subject(Kinds.PORTAL_CONFIGURATION)));
    }

    private JsonNode create(Call call) {
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        asked.require("customer");
        ObjectNode customer = call.customer("customer").orElseThrow();
        String configuration = call.referred(Kinds.PORTAL_CONFIGURATION, "configuration")
                .orElseGet(() -> usual(turn))
                .path("id")
                .asString();
        ObjectNode session = Blanks.of("billing_portal.session");
        String id = turn.id("bps_");
        session.put("id", id).put("created", turn.seconds()).put("configuration", configuration);
        session.set("customer", customer.get("id"));
        session.put("url", publicAddress + "/p/session/" + id);
        asked.copy(session, "return_url", "locale");
        if (asked.has("flow_data")) {
            session.set("flow", flow(call, customer));
        }
        turn.add(Kinds.PORTAL_SESSION, session);
        events.emit(turn, "billing_portal.session.created", session);
        return session;
    }

    private static ObjectNode flow(Call call, ObjectNode customer) {
        Parameters asked = call.parameters().child("flow_data");
        ObjectNode flow = JsonNodeFactory.instance.objectNode();
        String type = asked.require("type");
        ObjectNode after = flow.putObject("after_completion");
        Parameters completion = asked.child("after_completion");
        after.set("hosted_confirmation", orNull(completion, "hosted_confirmation"));
        after.set("redirect", orNull(completion, "redirect"));
        after.put("type", completion.text("type").orElse("portal_homepage"));
        for (String part : List.of("subscription_cancel", "subscription_update", "subscription_update_confirm")) {
            flow.set(part, orNull(asked, part));
            asked.child(part).text("subscription").ifPresent(id -> owned(call, customer, id));
        }
        if (flow.path("subscription_cancel").isObject()) {
            flow.withObject("subscription_cancel").putNull("retention");
        }
        if (flow.path("subscription_update_confirm").isObject()) {
            flow.withObject("subscription_update_confirm").putNull("discounts");
        }
        return flow.put("type", type);
    }

    private static JsonNode orNull(Parameters asked, String name) {
        return asked.has(name) ? asked.tree().get(name).deepCopy() : JsonNodeFactory.instance.nullNode();
    }

    private static void owned(Call call, ObjectNode customer, String subscription) {
        boolean theirs = call.turn()
                .find(Kinds.SUBSCRIPTION, subscription)
                .map(found -> found.path("customer").equals(customer.path("id")))
                .orElse(false);
        if (!theirs) {
            throw StripeError.invalid("resource_missing", "No such subscription: '" + subscription + "'")
                    .about("flow_data");
        }
    }

    /** What the page offers where nobody chose anything. */
    static ObjectNode usual(Turn turn) {
        return turn.oldestFirst(Kinds.PORTAL_CONFIGURATION)
                .filter(found -> found.path("is_default").asBoolean())
                .findFirst()
                .orElseGet(
                        () -> turn.add(Kinds.PORTAL_CONFIGURATION, blank(turn).put("is_default", true)));
    }

    private static ObjectNode blank(Turn turn) {
        ObjectNode made = Blanks.of("billing_portal.configuration");
        made.put("id", turn.id("bpc_")).put("active", true).put("created", turn.seconds());
        made.put("updated", turn.seconds()).putObject("metadata");
        ObjectNode features = made.withObject("features");
        for (String feature :
                List.of("invoice_history", "payment_method_update", "subscription_cancel", "subscription_update")) {
            features.withObject(feature).put("enabled", true);
        }
        features.withObject("subscription_update")
                .withArray("default_allowed_updates")
                .add("price");
        return made;
    }

    private static JsonNode configure(Call call) {
        ObjectNode made = blank(call.turn());
        call.parameters().copy(made, "default_return_url", "name");
        call.parameters().mergeMetadata(made);
        call.parameters()
                .child("business_profile")
                .copy(made.withObject("business_profile"), "headline", "privacy_policy_url", "terms_of_service_url");
        return call.turn().add(Kinds.PORTAL_CONFIGURATION, made);
    }
}
