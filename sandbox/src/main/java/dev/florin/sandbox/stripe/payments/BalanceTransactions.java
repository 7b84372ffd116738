package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The account's own book at Stripe: each movement of money with its fee. */
public final class BalanceTransactions {
    /** Stripe's list price in the USA: 2.9 % + 30 cents, rounded half up to a cent. */
    private static final long FEE_PER_MILLE = 29;

    private static final long FEE_CENTS = 30;

    /** What a dispute costs, whoever wins. */
    private static final long DISPUTE_FEE_CENTS = 1_500;

    ObjectNode charge(Turn turn, String charge, String currency, long amount, Duration available) {
        long fee = (amount * FEE_PER_MILLE + 500) / 1_000 + FEE_CENTS;
        return transaction(turn, new Movement("charge", "charge", charge, currency, amount, fee), available);
    }

    public ObjectNode refund(Turn turn, String refund, String currency, long amount) {
        return transaction(turn, new Movement("refund", "refund", refund, currency, -amount, 0), Duration.ZERO);
    }

    public ObjectNode refundFailure(Turn turn, String refund, String currency, long amount) {
        return transaction(
                turn, new Movement("refund_failure", "refund_failure", refund, currency, amount, 0), Duration.ZERO);
    }

    public ObjectNode disputeWithdrawal(Turn turn, String dispute, String currency, long amount) {
        Movement movement = new Movement("adjustment", "dispute", dispute, currency, -amount, DISPUTE_FEE_CENTS);
        return transaction(turn, movement, Duration.ZERO);
    }

    public ObjectNode disputeReversal(Turn turn, String dispute, String currency, long amount) {
        Movement movement = new Movement("adjustment", "dispute_reversal", dispute, currency, amount, 0);
        return transaction(turn, movement, Duration.ZERO);
    }

    private record Movement(String type, String category, String source, String currency, long amount, long fee) {}

    private static ObjectNode transaction(Turn turn, Movement movement, Duration available) {
        ObjectNode transaction = Blanks.of("balance_transaction");
        transaction
                .put("id", turn.id("txn_"))
                .put("amount", movement.amount())
                .put("available_on", turn.now().plus(available).getEpochSecond())
                .put("balance_type", "payments")
                .put("created", turn.seconds())
                .put("currency", movement.currency())
                .put("fee", movement.fee())
                .put("net", movement.amount() - movement.fee())
                .put("reporting_category", movement.category())
                .put("source", movement.source())
                .put("status", available.isZero() ? "available" : "pending")
                .put("type", movement.type());
        ArrayNode fees = transaction.putArray("fee_details");
        if (movement.fee() > 0) {
            fees.addObject()
                    .put("amount", movement.fee())
                    .putNull("application")
                    .put("currency", movement.currency())
                    .put("description", movement.type().equals("charge") ? "Stripe processing fees" : "Dispute fee")
                    .put("type", "stripe_fee");
        }
        return turn.add(Kinds.BALANCE_TRANSACTION, transaction);
    }
}
