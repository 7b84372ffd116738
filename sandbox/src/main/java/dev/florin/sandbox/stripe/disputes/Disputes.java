package dev.florin.sandbox.stripe.disputes;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.BalanceTransactions;
import dev.florin.sandbox.stripe.payments.Charges;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.TestCard;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Disputes take the money when they open and give it back when they are won. An inquiry moves none until it turns into
 * a dispute, which here it never does.
 */
public final class Disputes {
    private static final String DECIDED = "dispute.decided";
    private static final Set<String> OPEN =
            Set.of("needs_response", "under_review", "warning_needs_response", "warning_under_review");

    /** How long the merchant has to answer. */
    private static final Duration TO_ANSWER = Duration.ofDays(9);

    /** The bank reads the test evidence at once, only not in the same breath. */
    private static final Duration TO_DECIDE = Duration.ofSeconds(5);

    private final Events events;
    private final BalanceTransactions balance;

    public Disputes(Events events, BalanceTransactions balance, World world) {
        this.events = events;
        this.balance = balance;
        world.works(Charges.DISPUTE_WORK, this::disputeCard);
        world.works(Charges.WARNING_WORK, this::warn);
        world.works(DECIDED, this::decide);
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/disputes", "dispute_list", call -> list(call, Kinds.DISPUTE)),
                Route.get("/v1/disputes/{id}", "retrieve", call -> call.subject(Kinds.DISPUTE)),
                Route.post("/v1/disputes/{id}", "dispute_update", this::update),
                Route.post("/v1/disputes/{id}/close", "retrieve", this::accept),
                Route.get(
                        "/v1/radar/early_fraud_warnings",
                        "early_fraud_warning_list",
                        call -> list(call, Kinds.EARLY_FRAUD_WARNING)),
                Route.get(
                        "/v1/radar/early_fraud_warnings/{id}",
                        "retrieve",
                        call -> call.subject(Kinds.EARLY_FRAUD_WARNING)));
    }

    private static JsonNode list(Call call, Kind kind) {
        Parameters asked = call.parameters();
        return Listing.page(
                call,
                kind,
                found -> List.of("charge", "payment_intent").stream()
                        .allMatch(field -> asked.text(field)
                                .map(wanted -> wanted.equals(found.path(field).asString()))
                                .orElse(true)));
    }

    private void disputeCard(Turn turn, String chargeId) {
        ObjectNode charge = turn.read(Kinds.CHARGE, chargeId);
        TestCard card =
                PaymentMethods.behaviour(turn, charge.path("payment_method").asString());
        long left = left(charge);
        if (left <= 0) {
            return;
        }
        if (card.is(TestCard.Trait.INQUIRED)) {
            open(turn, charge, left, "fraudulent", true);
        } else if (card.is(TestCard.Trait.DISPUTED_TWICE)) {
            open(turn, charge, left / 2, "fraudulent", false);
            open(turn, turn.read(Kinds.CHARGE, chargeId), left - left / 2, "fraudulent", false);
        } else {
            boolean notReceived = card.is(TestCard.Trait.DISPUTED_NOT_RECEIVED);
            open(turn, charge, left, notReceived ? "product_not_received" : "fraudulent", false);
        }
    }

    private void warn(Turn turn, String chargeId) {
        ObjectNode charge = turn.read(Kinds.CHARGE, chargeId);
        ObjectNode warning = Blanks.of("radar.early_fraud_warning");
        warning.put("id", turn.id("issfr_")).put("charge", chargeId).put("created", turn.seconds());
        warning.put("actionable", left(charge) > 0).put("fraud_type", "made_with_stolen_card");
        warning.set("payment_intent", charge.get("payment_intent"));
        turn.add(Kinds.EARLY_FRAUD_WARNING, warning);
        events.emit(turn, "radar.early_fraud_warning.created", warning);
    }

    /** What of a charge is neither refunded nor disputed. */
    public static long left(Turn turn, ObjectNode charge) {
        String id = charge.path("id").asString();
        long disputed = turn.newestFirst(Kinds.DISPUTE)
                .filter(dispute -> dispute.path("charge").asString().equals(id))
                .filter(dispute -> !dispute.path("status").asString().equals("won")
                        && !dispute.path("status").asString().startsWith("warning"))
                .mapToLong(dispute -> dispute.path("amount").asLong())
                .sum();
        return left(charge) - disputed;
    }

    private static long left(ObjectNode charge) {
        return charge.path("amount").asLong() - charge.path("amount_refunded").asLong();
    }

    /** The customer complains to the bank. */
    public ObjectNode open(Turn turn, ObjectNode charge, long amount, String reason, boolean inquiry) {
        String chargeId = charge.path("id").asString();
        ObjectNode dispute = Blanks.of("dispute");
        String id = turn.id("dp_");
        dispute.put("id", id).put("amount", amount).put("charge", chargeId).put("created", turn.seconds());
        dispute.set("currency", charge.get("currency"));
        dispute.set("payment_intent", charge.get("payment_intent"));
        dispute.put("reason", reason).put("status", inquiry ? "warning_needs_response" : "needs_response");
        dispute.put("is_charge_refundable", inquiry);
        dispute.withObject("evidence_details")
                .put("due_by", turn.now().plus(TO_ANSWER).getEpochSecond());
        JsonNode card = charge.path("payment_method_details").path("card");
        if (card.isObject()) {
            ObjectNode details = dispute.putObject("payment_method_details").put("type", "card");
            details.putObject("card")
                    .put("brand", card.path("brand").asString())
                    .put("case_type", inquiry ? "inquiry" : "chargeback")
                    .put("network", card.path("brand").asString())
                    .put("network_reason_code", reason.equals("product_not_received") ? "13.1" : "10.4");
        }
        turn.add(Kinds.DISPUTE, dispute);
        ObjectNode charged = turn.edit(Kinds.CHARGE, chargeId);
        ObjectNode before = charged.deepCopy();
        charged.put("disputed", true);
        events.emitUpdated(turn, "charge.updated", charged, before);
        if (!inquiry) {
            move(
                    dispute,
                    balance.disputeWithdrawal(turn, id, dispute.path("currency").asString(), amount));
        }
        events.emit(turn, "charge.dispute.created", dispute);
        if (!inquiry) {
            events.emit(turn, "charge.dispute.funds_withdrawn", dispute);
        }
        return dispute;
    }

    private static void move(ObjectNode dispute, ObjectNode transaction) {
        ((ArrayNode) dispute.get("balance_transactions")).add(transaction.deepCopy());
    }

    public static boolean isOpen(ObjectNode dispute) {
        return OPEN.contains(dispute.path("status").asString());
    }

    /** Ends a dispute: {@code won}, {@code lost} or {@code warning_closed}. */
    public void close(Turn turn, String id, String status) {
        turn.unschedule(DECIDED, id);
        ObjectNode dispute = turn.edit(Kinds.DISPUTE, id);
        dispute.put("status", status);
        boolean won = status.equals("won");
        if (won) {
            long amount = dispute.path("amount").asLong();
            move(
                    dispute,
                    balance.disputeReversal(turn, id, dispute.path("currency").asString(), amount));
        }
        if (!status.equals("lost")) {
            // The money is back, so it can be given back.
            dispute.put("is_charge_refundable", true);
        }
        events.emit(turn, "charge.dispute.closed", dispute);
        if (won) {
            events.emit(turn, "charge.dispute.funds_reinstated", dispute);
        }
    }

    private ObjectNode open(Call call) {
        ObjectNode dispute = call.subject(Kinds.DISPUTE);
        if (!isOpen(dispute)) {
            throw StripeError.invalid("This dispute is already closed.");
        }
        return dispute;
    }

    private JsonNode update(Call call) {
        ObjectNode before = open(call).deepCopy();
        Turn turn = call.turn();
        Parameters asked = call.parameters();
        ObjectNode dispute = turn.edit(Kinds.DISPUTE, call.id());
        asked.mergeMetadata(dispute);
        if (asked.has("evidence")) {
            ObjectNode evidence = dispute.withObject("evidence");
            asked.child("evidence")
                    .tree()
                    .properties()
                    .forEach(entry ->
                            evidence.set(entry.getKey(), entry.getValue().deepCopy()));
            dispute.withObject("evidence_details").put("has_evidence", true);
            if (asked.maybeFlag("submit").orElse(true)) {
                ObjectNode details = dispute.withObject("evidence_details");
                details.put("submission_count", details.path("submission_count").asLong() + 1);
                boolean inquiry = dispute.path("status").asString().startsWith("warning");
                dispute.put("status", inquiry ? "warning_under_review" : "under_review");
                turn.schedule(turn.now().plus(TO_DECIDE), DECIDED, call.id());
            }
        }
        events.emitUpdated(turn, "charge.dispute.updated", dispute, before);
        return dispute;
    }

    /** What was written decides, as on Stripe's testing page; any other text leaves it under review. */
    private void decide(Turn turn, String id) {
        ObjectNode dispute = turn.read(Kinds.DISPUTE, id);
        boolean inquiry = dispute.path("status").asString().startsWith("warning");
        switch (dispute.path("evidence").path("uncategorized_text").asString()) {
            case "winning_evidence" -> close(turn, id, inquiry ? "warning_closed" : "won");
            case "losing_evidence" -> close(turn, id, inquiry ? "warning_closed" : "lost");
            default -> {}
        }
    }

    /** The merchant gives in. */
    private JsonNode accept(Call call) {
        open(call);
        close(call.turn(), call.id(), "lost");
        return call.turn().read(Kinds.DISPUTE, call.id());
    }
}
