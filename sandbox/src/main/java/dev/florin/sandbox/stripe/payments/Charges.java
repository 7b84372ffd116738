package dev.florin.sandbox.stripe.payments;

import dev.florin.sandbox.stripe.api.StripeError;
import dev.florin.sandbox.stripe.events.Events;
import dev.florin.sandbox.stripe.objects.Blanks;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.Turn;
import java.time.Duration;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes charges: what went to the bank for a PaymentIntent, and the balance transactions that follow. */
public final class Charges {
    /** Scheduled for the id of a charge whose card is disputed some seconds later. */
    public static final String DISPUTE_WORK = "charge.dispute";

    /** Scheduled for the id of a charge that an issuer warns about. */
    public static final String WARNING_WORK = "charge.warn";

    /** Long enough that the payment itself has been seen to succeed. */
    private static final Duration UNTIL_DISPUTED = Duration.ofSeconds(5);

    /** Money of an ordinary card becomes available after two days. */
    private static final Duration UNTIL_AVAILABLE = Duration.ofDays(2);

    private final Events events;
    private final BalanceTransactions balance;
    private final String publicAddress;

    /** @param publicAddress where receipts are shown, without a slash at the end */
    public Charges(Events events, BalanceTransactions balance, String publicAddress) {
        this.events = events;
        this.balance = balance;
        this.publicAddress = publicAddress;
    }

    private ObjectNode charge(Turn turn, ObjectNode intent, ObjectNode method) {
        ObjectNode charge = Blanks.of("charge");
        String id = turn.id("ch_");
        charge.put("id", id).put("created", turn.seconds());
        charge.set("amount", intent.get("amount"));
        for (String same : new String[] {
            "currency",
            "customer",
            "description",
            "receipt_email",
            "statement_descriptor",
            "statement_descriptor_suffix"
        }) {
            charge.set(same, intent.get(same));
        }
        charge.set("metadata", intent.path("metadata").deepCopy());
        charge.set("billing_details", method.path("billing_details").deepCopy());
        charge.put("calculated_statement_descriptor", "FLORIN");
        charge.putObject("fraud_details");
        charge.put("payment_intent", intent.path("id").asString());
        charge.put("payment_method", method.path("id").asString());
        charge.set("payment_method_details", details(method));
        return charge;
    }

    private static ObjectNode details(ObjectNode method) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        String type = method.path("type").asString();
        details.put("type", type);
        ObjectNode kind = details.putObject(type);
        if (type.equals("us_bank_account")) {
            for (String same : new String[] {
                "account_holder_type", "account_type", "bank_name", "fingerprint", "last4", "routing_number"
            }) {
                kind.set(same, method.path(type).get(same));
            }
            kind.putNull("payment_reference");
            return details;
        }
        for (String same :
                new String[] {"brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4"
                }) {
            kind.set(same, method.path("card").get(same).deepCopy());
        }
        kind.putNull("amount_authorized")
                .putNull("authorization_code")
                .putNull("installments")
                .putNull("mandate");
        kind.set("network", method.path("card").get("brand"));
        kind.putObject("network_token").put("used", false);
        kind.putNull("network_transaction_id").putNull("regulated_status").putNull("three_d_secure");
        kind.putNull("transaction_link_id").putNull("wallet");
        return details;
    }

    private static ObjectNode outcome(String type, String network, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .putNull("advice_code")
                .putNull("network_advice_code")
                .putNull("network_decline_code")
                .put("network_status", network)
                .putNull("reason")
                .put("risk_level", "normal")
                .put("seller_message", message)
                .put("type", type);
    }

    /** The bank refuses. */
    ObjectNode failed(Turn turn, ObjectNode intent, ObjectNode method, StripeError error, boolean blocked) {
        ObjectNode charge = charge(turn, intent, method);
        String code = error.error().path("code").asString();
        String decline = error.error().path("decline_code").asString(code);
        charge.put("status", "failed").put("failure_code", code).put("failure_message", error.getMessage());
        ObjectNode outcome = blocked
                ? outcome("blocked", "not_sent_to_network", "Stripe blocked this payment as too risky.")
                : outcome("issuer_declined", "declined_by_network", "The bank did not return any further details.");
        outcome.put("reason", blocked ? "highest_risk_level" : decline);
        outcome.put("risk_level", blocked ? "highest" : "normal");
        if (error.error().has("advice_code")) {
            outcome.set("advice_code", error.error().get("advice_code"));
        }
        charge.set("outcome", outcome);
        turn.add(Kinds.CHARGE, charge);
        events.emit(turn, "charge.failed", charge);
        return charge;
    }

    /** The bank pays, or sets the money aside if it is not to be captured yet. */
    ObjectNode succeeded(Turn turn, ObjectNode intent, ObjectNode method, boolean captured) {
        ObjectNode charge = charge(turn, intent, method);
        charge.put("status", "succeeded").put("paid", true);
        charge.set("outcome", outcome("authorized", "approved_by_network", "Payment complete."));
        turn.add(Kinds.CHARGE, charge);
        if (captured) {
            book(turn, charge, charge.path("amount").asLong());
        }
        events.emit(turn, "charge.succeeded", charge);
        return charge;
    }

    /** A bank debit is under way. */
    ObjectNode pending(Turn turn, ObjectNode intent, ObjectNode method) {
        ObjectNode charge = charge(turn, intent, method);
        charge.put("status", "pending");
        charge.set("outcome", outcome("authorized", "approved_by_network", "Payment complete."));
        turn.add(Kinds.CHARGE, charge);
        events.emit(turn, "charge.pending", charge);
        return charge;
    }

    /** A pending charge ends well. */
    ObjectNode arrived(Turn turn, String id) {
        ObjectNode charge = turn.edit(Kinds.CHARGE, id);
        charge.put("status", "succeeded").put("paid", true);
        book(turn, charge, charge.path("amount").asLong());
        events.emit(turn, "charge.succeeded", charge);
        return charge;
    }

    /** A pending charge ends badly. */
    ObjectNode bounced(Turn turn, String id, StripeError error) {
        ObjectNode charge = turn.edit(Kinds.CHARGE, id);
        charge.put("status", "failed")
                .put("failure_code", error.error().path("code").asString())
                .put("failure_message", error.getMessage());
        events.emit(turn, "charge.failed", charge);
        return charge;
    }

    ObjectNode captured(Turn turn, String id, long amount) {
        ObjectNode charge = turn.edit(Kinds.CHARGE, id);
        book(turn, charge, amount);
        events.emit(turn, "charge.captured", charge);
        return charge;
    }

    private void book(Turn turn, ObjectNode charge, long amount) {
        String id = charge.path("id").asString();
        TestCard card =
                PaymentMethods.behaviour(turn, charge.path("payment_method").asString());
        Duration wait = card.is(TestCard.Trait.AVAILABLE_AT_ONCE) ? Duration.ZERO : UNTIL_AVAILABLE;
        ObjectNode transaction =
                balance.charge(turn, id, charge.path("currency").asString(), amount, wait);
        charge.put("captured", true)
                .put("amount_captured", amount)
                .put("balance_transaction", transaction.path("id").asString())
                .put("receipt_url", publicAddress + "/receipts/" + id);
        if (amount < charge.path("amount").asLong()) {
            charge.put("amount_refunded", charge.path("amount").asLong() - amount);
        }
        if (card.is(TestCard.Trait.DISPUTED_FRAUDULENT)
                || card.is(TestCard.Trait.DISPUTED_NOT_RECEIVED)
                || card.is(TestCard.Trait.DISPUTED_TWICE)
                || card.is(TestCard.Trait.INQUIRED)) {
            turn.schedule(turn.now().plus(UNTIL_DISPUTED), DISPUTE_WORK, id);
        }
        if (card.is(TestCard.Trait.FRAUD_WARNING)) {
            turn.schedule(turn.now().plus(UNTIL_DISPUTED), WARNING_WORK, id);
        }
    }
}
