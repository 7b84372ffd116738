package dev.florin.sandbox.stripe.control;

import dev.florin.sandbox.stripe.disputes.Disputes;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.stripe.payments.Payments;
import dev.florin.sandbox.world.Kind;
import dev.florin.sandbox.world.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /_standin/money}: what went through the bank, to compare with anybody's ledger. */
final class MoneyView {
    private final Turn turn;
    private final Map<String, Long> refunded;
    private final Map<String, Long> open;
    private final Map<String, Long> lost;
    private final Map<String, Long> charges = new HashMap<>();
    private final Map<String, String> disputeStatus = new HashMap<>();
    private final Map<String, String> invoices = new HashMap<>();

    private MoneyView(Turn turn) {
        this.turn = turn;
        refunded = sums(
                Kinds.REFUND,
                refund -> !List.of("failed", "canceled")
                        .contains(refund.path("status").asString()));
        open = sums(
                Kinds.DISPUTE,
                dispute -> Disputes.isOpen(dispute)
                        && !dispute.path("status").asString().startsWith("warning"));
        lost = sums(Kinds.DISPUTE, dispute -> dispute.path("status").asString().equals("lost"));
        turn.oldestFirst(Kinds.CHARGE)
                .forEach(charge -> charges.merge(charge.path("payment_intent").asString(), 1L, Long::sum));
        turn.oldestFirst(Kinds.DISPUTE)
                .forEach(dispute -> disputeStatus.put(
                        dispute.path("payment_intent").asString(),
                        dispute.path("status").asString()));
        turn.oldestFirst(Kinds.INVOICE_PAYMENT)
                .forEach(payment -> invoices.put(
                        payment.path("payment").path("payment_intent").asString(),
                        payment.path("invoice").asString()));
    }

    private Map<String, Long> sums(Kind kind, Predicate<ObjectNode> counts) {
        Map<String, Long> sums = new HashMap<>();
        turn.oldestFirst(kind)
                .filter(counts)
                .forEach(found -> sums.merge(
                        found.path("payment_intent").asString(),
                        found.path("amount").asLong(),
                        Long::sum));
        return sums;
    }

    static JsonNode show(Turn turn, Optional<String> customer) {
        customer.filter(id -> !turn.holds(Kinds.CUSTOMER, id)).ifPresent(id -> {
            throw ControlError.unknown("customer: there is no " + id);
        });
        return new MoneyView(turn).show(customer);
    }

    private JsonNode show(Optional<String> customer) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode intents = answer.putArray("payment_intents");
        long[] totals = new long[4];
        turn.oldestFirst(Kinds.PAYMENT_INTENT)
                .filter(intent ->
                        customer.isEmpty() || intent.path("customer").asString().equals(customer.get()))
                .forEach(intent -> {
                    String id = intent.path("id").asString();
                    intents.add(row(intent, id));
                    totals[0] += intent.path("amount_received").asLong();
                    totals[1] += refunded.getOrDefault(id, 0L);
                    totals[2] += open.getOrDefault(id, 0L);
                    totals[3] += lost.getOrDefault(id, 0L);
                });
        answer.putObject("totals")
                .put("succeeded", totals[0])
                .put("refunded", totals[1])
                .put("disputed_open", totals[2])
                .put("disputed_lost", totals[3])
                .put("net", totals[0] - totals[1] - totals[2] - totals[3]);
        return answer;
    }

    private ObjectNode row(ObjectNode intent, String id) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (String same : List.of("id", "customer", "amount", "amount_received", "currency", "status")) {
            row.set(same, intent.get(same));
        }
        row.put("off_session", Payments.wasOffSession(turn, id));
        row.put("invoice", invoices.get(id));
        row.put("refunded", refunded.getOrDefault(id, 0L));
        row.put("disputed", open.getOrDefault(id, 0L) + lost.getOrDefault(id, 0L));
        row.put("dispute_status", disputeStatus.get(id));
        row.set("metadata", intent.path("metadata").deepCopy());
        row.put("charges", charges.getOrDefault(id, 0L));
        row.set("created", intent.get("created"));
        return row;
    }
}
