package dev.florin.sandbox.stripe.refunds;

import dev.florin.sandbox.stripe.api.Call;
import dev.florin.sandbox.stripe.api.Listing;
import dev.florin.sandbox.stripe.api.Parameters;
import dev.florin.sandbox.stripe.api.Route;
import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.BalanceTransactions;
import dev.florin.sandbox.stripe.payments.PaymentMethods;
import dev.florin.sandbox.stripe.payments.TestCard;
import dev.florin.sandbox.world.Turn;
import dev.florin.sandbox.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives money back: at once with most cards, later with one test card, and taken back again with another. */
public final class Refunds {
    private static final String ARRIVES = "refund.arrives";
    private static final String FAILS = "refund.fails";

    /** A refund that pends arrives, and one that fails does so, after the answer was read and long before a day. */
    private static final Duration LATER = Duration.ofMinutes(5);

    private static final long CARD_ARRIVAL_DAYS = 5;

    private final Events events;
    private final BalanceTransactions balance;

    public Refunds(Events events, BalanceTransactions balance, World world) {
        this.events = events;
        this.balance = balance;
        world.works(ARRIVES, (turn, id) -> finish(turn, id, true));
        world.works(FAILS, (turn, id) -> finish(turn, id, false));
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/refunds", "refund_create", this::create),
                Route.get("/v1/refunds", "refund_list", Refunds::list),
                Route.get("/v1/refunds/{id}", "retrieve", call -> call.subject(Kinds.REFUND)),
                Route.post("/v1/refunds/{id}", "refund_update", this::update),
                Route.post("/v1/refunds/{id}/cancel", "retrieve", this::cancel));
    }

    private static JsonNode list(Call call) {
        Parameters asked = call.parameters();
        return Listing.page(
                call,
                Kinds.REFUND,
                refund -> List.of("charge", "payment_intent").stream()
                        .allMatch(field -> asked.text(field)
                                .map(wanted -> wanted.equals(refund.path(field).asString()))
                                .orElse(true)));
    }

    private JsonNode create(Call call) {
        Parameters asked = call.parameters();
        if (!asked.has("payment_intent") && !asked.has("charge")) {
            throw StripeError.invalid(
                    "parameter_missing",
                    "One of the following params should be provided for this" + " request: payment_intent or charge.");
        }
        Optional<ObjectNode> intent = call.referred(Kinds.PAYMENT_INTENT, "payment_intent");
        Optional<ObjectNode> named = call.referred(Kinds.CHARGE, "charge");
        ObjectNode charge = named.or(() -> intent.flatMap(found -> call.turn()
                        .find(Kinds.CHARGE, found.path("latest_charge").asString())))
                .filter(found -> found.path("status").asString().equals("succeeded"))
                .orElseThrow(() -> StripeError.invalid(
                        intent.isPresent() ? "payment_intent_unexpected_state" : "charge_invalid",
                        "This payment does not have a successful charge to refund."));
        return make(
                call.turn(),
                charge,
                asked.number("amount"),
                asked.text("reason").orElse(""),
                asked);
    }

    private ObjectNode make(Turn turn, ObjectNode charge, Optional<Long> wanted, String reason, Parameters asked) {
        String chargeId = charge.path("id").asString();
        long left = left(charge);
        if (charge.path("disputed").asBoolean() && !refundable(turn, chargeId)) {
            throw StripeError.invalid(
                    "charge_disputed", "Charge " + chargeId + " has been charged back; cannot issue a refund.");
        }
        if (left <= 0) {
            throw StripeError.invalid("charge_already_refunded", "Charge " + chargeId + " has already been refunded.");
        }
        long amount = wanted.orElse(left);
        if (amount < 1) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid positive integer")
                    .about("amount");
        }
        if (amount > left) {
            throw StripeError.invalid("Refund amount (" + dollars(amount)
                            + ") is greater than unrefunded amount on charge (" + dollars(left) + ")")
                    .about("amount");
        }
        TestCard card =
                PaymentMethods.behaviour(turn, charge.path("payment_method").asString());
        boolean pends = card.is(TestCard.Trait.REFUND_PENDS);
        ObjectNode refund = blank(turn, charge, amount, pends ? "pending" : "succeeded");
        refund.put("reason", reason.isEmpty() ? null : reason);
        asked.mergeMetadata(refund);
        String id = refund.path("id").asString();
        turn.add(Kinds.REFUND, refund);
        refund.set(
                "balance_transaction",
                balance.refund(turn, id, charge.path("currency").asString(), amount)
                        .get("id"));
        ObjectNode charged = turn.edit(Kinds.CHARGE, chargeId);
        charged.put("amount_refunded", charged.path("amount_refunded").asLong() + amount);
        charged.put("refunded", left(charged) == 0);
        events.emit(turn, "refund.created", refund);
        events.emit(turn, "charge.refunded", charged);
        if (pends) {
            turn.schedule(turn.now().plus(LATER), ARRIVES, id);
        } else if (card.is(TestCard.Trait.REFUND_FAILS)) {
            turn.schedule(turn.now().plus(LATER), FAILS, id);
        }
        return refund;
    }

    private static ObjectNode blank(Turn turn, ObjectNode charge, long amount, String status) {
        ObjectNode refund = Blanks.of("refund");
        refund.put("id", turn.id("re_")).put("amount", amount).put("created", turn.seconds());
        refund.set("charge", charge.get("id"));
        for (String same : List.of("currency", "customer", "payment_intent", "payment_method")) {
            refund.set(same, charge.get(same));
        }
        refund.put("status", status).putObject("metadata");
        ObjectNode details = refund.putObject("destination_details");
        String type = charge.path("payment_method_details").path("type").asString();
        details.put("type", type);
        ObjectNode kind = details.putObject(type.equals("card") ? "card" : "us_bank_transfer");
        if (type.equals("card")) {
            kind.put("reference_status", "pending")
                    .put("reference_type", "acquirer_reference_number")
                    .put("type", "refund");
        } else {
            details.put("type", "us_bank_transfer");
            kind.put("reference", "" + CARD_ARRIVAL_DAYS).put("reference_status", "pending");
        }
        return refund;
    }

    private static long left(ObjectNode charge) {
        return charge.path("amount_captured").asLong()
                - (charge.path("amount_refunded").asLong()
                        - (charge.path("amount").asLong()
                                - charge.path("amount_captured").asLong()));
    }

    /** Only an inquiry leaves the money where it is. */
    private static boolean refundable(Turn turn, String charge) {
        return turn.newestFirst(Kinds.DISPUTE)
                .filter(dispute -> dispute.path("charge").asString().equals(charge))
                .allMatch(dispute -> dispute.path("is_charge_refundable").asBoolean());
    }

    private static String dollars(long cents) {
        return "$" + cents / 100 + "." + String.format(Locale.ROOT, "%02d", cents % 100);
    }

    /** Ends a refund that pends, or fails one that had arrived; false if it is at an end already. */
    public boolean finish(Turn turn, String id, boolean arrives) {
        ObjectNode before = turn.read(Kinds.REFUND, id).deepCopy();
        String status = before.path("status").asString();
        boolean open = status.equals("pending") || status.equals("requires_action");
        if (!open && (arrives || !status.equals("succeeded"))) {
            return false;
        }
        turn.unschedule(ARRIVES, id);
        turn.unschedule(FAILS, id);
        ObjectNode refund = turn.edit(Kinds.REFUND, id);
        if (arrives) {
            refund.put("status", "succeeded");
            events.emitUpdated(turn, "refund.updated", refund, before);
            return true;
        }
        giveBack(turn, refund, "failed");
        refund.put("failure_reason", "unknown");
        events.emitUpdated(turn, "refund.updated", refund, before);
        events.emit(turn, "refund.failed", refund);
        return true;
    }

    private void giveBack(Turn turn, ObjectNode refund, String status) {
        long amount = refund.path("amount").asLong();
        refund.put("status", status);
        refund.set(
                "failure_balance_transaction",
                balance.refundFailure(
                                turn,
                                refund.path("id").asString(),
                                refund.path("currency").asString(),
                                amount)
                        .get("id"));
        ObjectNode charge = turn.edit(Kinds.CHARGE, refund.path("charge").asString());
        ObjectNode before = charge.deepCopy();
        charge.put("amount_refunded", charge.path("amount_refunded").asLong() - amount);
        charge.put("refunded", false);
        events.emitUpdated(turn, "charge.updated", charge, before);
    }

    private JsonNode update(Call call) {
        ObjectNode before = call.subject(Kinds.REFUND).deepCopy();
        ObjectNode refund = call.turn().edit(Kinds.REFUND, call.id());
        call.parameters().mergeMetadata(refund);
        events.emitUpdated(call.turn(), "refund.updated", refund, before);
        return refund;
    }

    private JsonNode cancel(Call call) {
        ObjectNode before = call.subject(Kinds.REFUND).deepCopy();
        if (!before.path("status").asString().equals("requires_action")
                && !before.path("status").asString().equals("pending")) {
            throw StripeError.invalid(
                    "Refunds with a status of " + before.path("status").asString() + " cannot be canceled.");
        }
        ObjectNode refund = call.turn().edit(Kinds.REFUND, call.id());
        call.turn().unschedule(ARRIVES, call.id());
        giveBack(call.turn(), refund, "canceled");
        events.emitUpdated(call.turn(), "refund.updated", refund, before);
        return refund;
    }
}
