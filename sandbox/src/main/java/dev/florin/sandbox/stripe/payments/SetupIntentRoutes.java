package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.objects.Kinds;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/setup_intents}. */
public final class SetupIntentRoutes {
    private final PaymentMethods methods;
    private final Setups setups;

    public SetupIntentRoutes(PaymentMethods methods, Setups setups) {
        this.methods = methods;
        this.setups = setups;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/setup_intents", "setup_intent_create", this::create),
                Route.get("/v1/setup_intents", "setup_intent_list", SetupIntentRoutes::list),
                Route.get("/v1/setup_intents/{id}", "setup_intent_retrieve", call -> call.subject(Kinds.SETUP_INTENT)),
                Route.post("/v1/setup_intents/{id}", "setup_intent_update", this::update),
                Route.post("/v1/setup_intents/{id}/confirm", "setup_intent_confirm", this::confirm),
                Route.post("/v1/setup_intents/{id}/cancel", "setup_intent_cancel", this::cancel));
    }

    private static JsonNode list(Call call) {
        String customer = call.parameters().text("customer").orElse("");
        String method = call.parameters().text("payment_method").orElse("");
        return Listing.page(
                call,
                Kinds.SETUP_INTENT,
                intent -> (customer.isEmpty()
                                || intent.path("customer").asString().equals(customer))
                        && (method.isEmpty()
                                || intent.path("payment_method").asString().equals(method)));
    }

    private JsonNode create(Call call) {
        Parameters asked = call.parameters();
        ObjectNode intent = Setups.blank(call.turn());
        call.customer("customer").ifPresent(found -> intent.set("customer", found.get("id")));
        asked.copy(intent, "description", "usage");
        asked.mergeMetadata(intent);
        if (asked.has("automatic_payment_methods")) {
            Parameters automatic = asked.child("automatic_payment_methods");
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", automatic.text("allow_redirects").orElse("always"))
                    .put("enabled", automatic.flag("enabled"));
        }
        method(call).ifPresent(id -> intent.put("payment_method", id).put("status", "requires_confirmation"));
        setups.created(call.turn(), intent);
        return asked.flag("confirm") ? confirm(call, intent.path("id").asString()) : intent;
    }

    private Optional<String> method(Call call) {
        return call.parameters()
                .text("payment_method")
                .map(id -> methods.named(call.turn(), id)
                        .orElseThrow(
                                () -> StripeError.invalid("resource_missing", "No such PaymentMethod: '" + id + "'")
                                        .about("payment_method"))
                        .path("id")
                        .asString());
    }

    private JsonNode confirm(Call call) {
        call.subject(Kinds.SETUP_INTENT);
        return confirm(call, call.id());
    }

    private JsonNode confirm(Call call, String id) {
        Optional<String> method = call.path().endsWith("/confirm") ? method(call) : Optional.empty();
        Optional<String> returnUrl = call.parameters().text("return_url");
        return switch (setups.confirm(call.turn(), id, method, returnUrl, Optional.empty())) {
            case SetupOutcome.Succeeded(ObjectNode intent) -> intent;
            case SetupOutcome.NeedsAction(ObjectNode intent, String url) -> intent;
            case SetupOutcome.Declined(ObjectNode intent, StripeError error) -> throw error;
        };
    }

    private JsonNode update(Call call) {
        call.subject(Kinds.SETUP_INTENT);
        ObjectNode intent = call.turn().edit(Kinds.SETUP_INTENT, call.id());
        call.customer("customer").ifPresent(found -> intent.set("customer", found.get("id")));
        call.parameters().copy(intent, "description");
        call.parameters().mergeMetadata(intent);
        method(call).ifPresent(id -> intent.put("payment_method", id).put("status", "requires_confirmation"));
        return intent;
    }

    private JsonNode cancel(Call call) {
        call.subject(Kinds.SETUP_INTENT);
        return setups.cancel(
                call.turn(),
                call.id(),
                call.parameters().text("cancellation_reason").orElse(null));
    }
}
