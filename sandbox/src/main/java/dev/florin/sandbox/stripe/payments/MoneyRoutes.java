package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Kinds;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/charges} and {@code /v1/balance_transactions}, which can be read and hardly changed. */
public final class MoneyRoutes {
    private final Events events;

    public MoneyRoutes(Events events) {
        this.events = events;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/charges", "charge_list", MoneyRoutes::charges),
                Route.get("/v1/charges/{id}", "retrieve", call -> call.subject(Kinds.CHARGE)),
                Route.post("/v1/charges/{id}", "charge_update", this::update),
                Route.get("/v1/balance_transactions", "balance_transaction_list", MoneyRoutes::transactions),
                Route.get(
                        "/v1/balance_transactions/{id}", "retrieve", call -> call.subject(Kinds.BALANCE_TRANSACTION)));
    }

    private static JsonNode charges(Call call) {
        Parameters asked = call.parameters();
        return Listing.page(
                call, Kinds.CHARGE, charge -> fits(asked, charge, "customer") && fits(asked, charge, "payment_intent"));
    }

    private static JsonNode transactions(Call call) {
        Parameters asked = call.parameters();
        return Listing.page(
                call,
                Kinds.BALANCE_TRANSACTION,
                found -> fits(asked, found, "source") && fits(asked, found, "type") && fits(asked, found, "currency"));
    }

    private static boolean fits(Parameters asked, ObjectNode object, String field) {
        return asked.text(field)
                .map(wanted -> wanted.equals(object.path(field).asString()))
                .orElse(true);
    }

    private JsonNode update(Call call) {
        ObjectNode before = call.subject(Kinds.CHARGE).deepCopy();
        ObjectNode charge = call.turn().edit(Kinds.CHARGE, call.id());
        call.parameters().copy(charge, "description", "receipt_email");
        call.parameters().child("fraud_details").copy(charge.withObject("fraud_details"), "user_report");
        call.parameters().mergeMetadata(charge);
        events.emitUpdated(call.turn(), "charge.updated", charge, before);
        return charge;
    }
}
