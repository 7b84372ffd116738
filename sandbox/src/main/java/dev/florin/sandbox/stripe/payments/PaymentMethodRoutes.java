package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/payment_methods}. None is made here: numbers of cards are typed at the hosted pages only. */
public final class PaymentMethodRoutes {
    private final Events events;
    private final PaymentMethods methods;

    public PaymentMethodRoutes(Events events, PaymentMethods methods) {
        this.events = events;
        this.methods = methods;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/payment_methods", "payment_method_list", PaymentMethodRoutes::list),
                Route.get("/v1/payment_methods/{id}", "retrieve", this::subject),
                Route.post("/v1/payment_methods/{id}", "payment_method_update", this::update),
                Route.post("/v1/payment_methods/{id}/attach", "payment_method_attach", this::attach),
                Route.post("/v1/payment_methods/{id}/detach", "retrieve", this::detach));
    }

    private ObjectNode subject(Call call) {
        return methods.named(call.turn(), call.id())
                .orElseThrow(() -> StripeError.missing("PaymentMethod", call.id(), "payment_method"));
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        String customer = call.customer("customer")
                .map(found -> found.path("id").asString())
                .orElse("");
        String type = asked.text("type").orElse("");
        return Listing.page(
                call,
                Kinds.PAYMENT_METHOD,
                method -> method.path("customer").asString().equals(customer)
                        && !customer.isEmpty()
                        && (type.isEmpty() || method.path("type").asString().equals(type)));
    }

    private JsonNode attach(Call call) {
        String method = subject(call).path("id").asString();
        call.parameters().require("customer");
        String customer = call.customer("customer").orElseThrow().path("id").asString();
        return methods.attach(call.turn(), method, customer);
    }

    private JsonNode detach(Call call) {
        return methods.detach(call.turn(), subject(call).path("id").asString());
    }

    private JsonNode update(Call call) {
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        ObjectNode before = subject(call).deepCopy();
        if (before.path("customer").isNull()) {
            throw StripeError.invalid("You must save this PaymentMethod to a customer before you can update it.");
        }
        ObjectNode method = turn.edit(Kinds.PAYMENT_METHOD, call.id());
        asked.copy(method, "allow_redisplay");
        asked.mergeMetadata(method);
        Parameters card = asked.child("card");
        if (method.path("card") instanceof ObjectNode kept) {
            card.copy(kept, "exp_month", "exp_year");
        }
        Parameters details = asked.child("billing_details");
        details.copy(method.withObject("billing_details"), "email", "name", "phone");
        events.emitUpdated(turn, "payment_method.updated", method, before);
        return method;
    }
}
