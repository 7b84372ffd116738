package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.StripeParts;
import dev.florin.sandbox.stripe.disputes.Disputes;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.TestCard;
import dev.florin.sandbox.stripe.payments.TestCards;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a bank does: ends payments and refunds that take days, disputes, and cards that change their behaviour. */
final class BankControl {
    private static final List<String> REASONS = List.of(
            "bank_cannot_process",
            "check_returned",
            "credit_not_processed",
            "customer_initiated",
            "debit_not_authorized",
            "duplicate",
            "fraudulent",
            "general",
            "incorrect_account_details",
            "insufficient_funds",
            "noncompliant",
            "product_not_received",
            "product_unacceptable",
            "subscription_canceled",
            "unrecognized");

    private final StripeParts parts;

    BankControl(StripeParts parts) {
        this.parts = parts;
    }

    private static ObjectNode subject(Turn turn, Kind kind, String id) {
        return turn.find(kind, id).orElseThrow(() -> ControlError.unknown("there is no " + kind.name() + " " + id));
    }

    JsonNode finish(Turn turn, String id, Order order) {
        boolean paid = order.only(Set.of("outcome"))
                .needChoice("outcome", List.of("succeeded", "failed"))
                .equals("succeeded");
        subject(turn, Kinds.PAYMENT_INTENT, id);
        if (parts.payments().finish(turn, id, paid).isEmpty()) {
            throw ControlError.wrong("the payment is not under way: " + id);
        }
        return turn.read(Kinds.PAYMENT_INTENT, id);
    }

    JsonNode behave(Turn turn, String id, Order order) {
        String number = order.only(Set.of("behave_as")).need("behave_as");
        TestCard card = TestCards.numbered(number)
                .orElseThrow(() -> ControlError.wrong("behave_as: this is not the number of a test card"));
        ObjectNode method = subject(turn, Kinds.PAYMENT_METHOD, id);
        parts.methods().behaveAs(turn, id, card);
        return method;
    }

    JsonNode dispute(Turn turn, Order order) {
        order.only(Set.of("payment_intent", "amount", "reason", "inquiry"));
        ObjectNode intent = subject(turn, Kinds.PAYMENT_INTENT, order.need("payment_intent"));
        ObjectNode charge = turn.find(Kinds.CHARGE, intent.path("latest_charge").asString())
                .filter(found -> found.path("status").asString().equals("succeeded"))
                .orElseThrow(() -> ControlError.wrong("payment_intent: it has no charge that succeeded"));
        long left = Disputes.left(turn, charge);
        if (left < 1) {
            throw ControlError.wrong("payment_intent: nothing of it is left to dispute");
        }
        long amount = order.number("amount", 1, left).orElse(left);
        String reason = order.choice("reason", REASONS).orElse("fraudulent");
        return parts.disputes().open(turn, charge, amount, reason, order.flag("inquiry"));
    }

    JsonNode close(Turn turn, String id, Order order) {
        String status = order.only(Set.of("status")).needChoice("status", List.of("won", "lost", "warning_closed"));
        ObjectNode dispute = subject(turn, Kinds.DISPUTE, id);
        boolean inquiry = dispute.path("status").asString().startsWith("warning");
        if (!Disputes.isOpen(dispute)) {
            throw ControlError.wrong("the dispute is closed already: " + id);
        }
        if (inquiry != status.equals("warning_closed")) {
            throw ControlError.wrong("status: an inquiry ends as warning_closed, a dispute as won or lost: " + status);
        }
        parts.disputes().close(turn, id, status);
        return turn.read(Kinds.DISPUTE, id);
    }

    JsonNode refund(Turn turn, String id, Order order) {
        String status = order.only(Set.of("status")).needChoice("status", List.of("succeeded", "failed"));
        subject(turn, Kinds.REFUND, id);
        if (!parts.refunds().finish(turn, id, status.equals("succeeded"))) {
            throw ControlError.wrong("status: the refund has ended otherwise already: "
                    + turn.read(Kinds.REFUND, id).path("status").asString());
        }
        return turn.read(Kinds.REFUND, id);
    }

    static JsonNode cards() {
        ArrayNode cards = JsonNodeFactory.instance.arrayNode();
        for (TestCard card : TestCards.ALL) {
            ObjectNode shown = cards.addObject();
            shown.put("number", card.number()).put("alias", card.alias().orElse(null));
            shown.put("brand", card.brand()).put("last4", card.last4()).put("behaviour", card.behaviour());
            put(shown, "code", card.code());
            put(shown, "decline_code", card.declineCode());
        }
        return cards;
    }

    private static void put(ObjectNode shown, String name, Optional<String> value) {
        value.ifPresent(text -> shown.put(name, text));
    }
}
