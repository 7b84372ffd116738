package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to, in the words of the API.
 *
 * @param done whether it took effect
 * @param code what it made (a row's type, {@code open} for a hold, …), {@code replayed}, or the code of the refusal
 * @param fields what more there is to say, by name
 */
record Answer(boolean done, String code, Map<String, String> fields) {
    static Answer of(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(Object value) -> new Answer(true, codeOf(value), fieldsOf(value));
            case Outcome.Replayed<?> replayed ->
                refusal(
                        "replayed",
                        fields(
                                "of",
                                replayed.target().kind().name().toLowerCase(Locale.ROOT),
                                "number",
                                replayed.target().number()));
            case Outcome.Refused<?> refused -> refused(refused.refusal());
        };
    }

    private static Answer refusal(String code, Map<String, String> fields) {
        return new Answer(false, code, fields);
    }

    private static String codeOf(Object value) {
        return switch (value) {
            case Hold _ -> "open";
            case Grant _ -> "grant";
            case Transaction row -> row.type().code();
            case TopUp _ -> "top_up";
            case Refund _ -> "refund";
            case Dispute _ -> "dispute";
            case GatewayKey _ -> "gateway_key";
            case Optional<?> found -> found.map(Answer::codeOf).orElse("nothing");
            default -> "account";
        };
    }

    private static Map<String, String> fieldsOf(Object value) {
        return switch (value) {
            case Hold hold -> of(hold);
            case Grant grant -> of(grant);
            case Transaction row -> of(row);
            case TopUp topUp -> PurchaseLooks.of(topUp);
            case Refund refund -> PurchaseLooks.of(refund);
            case Dispute dispute -> PurchaseLooks.of(dispute);
            case GatewayKey key ->
                fields("number", key.number(), "revoked", key.revokedAt() != null, "expires", key.expiresAt());
            case Optional<?> found -> found.map(Answer::fieldsOf).orElseGet(Map::of);
            case Account account ->
                fields(
                        "total",
                        account.total(),
                        "held",
                        account.held(),
                        "owed",
                        account.owed(),
                        "deleted",
                        account.deleted());
            default -> throw new IllegalStateException("nothing is known about " + value.getClass());
        };
    }

    static Map<String, String> of(Hold hold) {
        Hold.ModelCall call = hold.call();
        Map<String, String> fields = fields("hold", hold.number(), "amount", hold.amount());
        if (call != null) {
            fields.put("output", Long.toString(call.maxOutputTokens()));
            fields.put("version", Integer.toString(call.priceVersion()));
        }
        return fields;
    }

    static Map<String, String> of(Grant grant) {
        return fields(
                "expires",
                grant.expiresAt(),
                "created",
                grant.createdAt(),
                "grant",
                grant.number(),
                "amount",
                grant.amount(),
                "left",
                grant.remaining(),
                "kind",
                grant.kind().code(),
                "paid",
                grant.paid(),
                "state",
                grant.state().code());
    }

    static Map<String, String> of(Transaction row) {
        Map<String, String> fields = fields(
                "row",
                row.sequence(),
                "type",
                row.type().code(),
                "amount",
                row.amount(),
                "balance",
                row.balanceAfter(),
                "house",
                row.house().code(),
                "draws",
                draws(row.draws()),
                "actor",
                row.actor());
        put(fields, "reason", row.reasonCode() == null ? null : row.reasonCode().code());
        put(fields, "reverses", row.reverses());
        if (row.text() != null) {
            put(fields, "says", row.text().description());
            put(fields, "about", row.text().metadata().get("about"));
        }
        Transaction.EndedHold hold = row.hold();
        if (hold != null) {
            fields.put("hold", Long.toString(hold.number()));
            fields.put("held", hold.amount().toString());
            fields.put("end", hold.end().code());
        }
        Transaction.Spending spending = row.spending();
        if (spending != null) {
            fields.put("cost", spending.cost().toString());
            fields.put("uncollected", spending.uncollected().toString());
            fields.put("estimated", Boolean.toString(spending.estimated()));
            put(fields, "version", spending.priceVersion());
            put(fields, "feature", spending.feature());
            put(fields, "user", spending.user());
            put(fields, "gateway_key", spending.keyNumber() == 0 ? null : spending.keyNumber());
        }
        return fields;
    }

    /** Such as {@code charge:1:0.25,owed:2:0.10}: what for, which grant, how much. */
    private static String draws(List<Draw> draws) {
        return draws.stream()
                .map(draw -> draw.purpose().name().toLowerCase(Locale.ROOT) + ":" + draw.grant() + ":" + draw.amount())
                .collect(Collectors.joining(","));
    }

    private static Answer refused(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound _ -> refusal("not_found", Map.of());
            case Refusal.KeyReused _ -> refusal("idempotency_key_reused", Map.of());
            case Refusal.HoldAlreadyEnded ended ->
                refusal("hold_already_ended", fields("ended", ended.end().code(), "row", ended.sequence()));
            case Refusal.AccountFrozen _ -> refusal("account_frozen", Map.of());
            case Refusal.SubscriptionRequired _ -> refusal("subscription_required", Map.of());
            case Refusal.KeyNotInForce _ -> refusal("invalid_key", Map.of());
            case Refusal.TooManyKeys many -> refusal("invalid_request", fields("most", many.most()));
            case Refusal.KeyNotAllowed not ->
                refusal("model_not_allowed", fields("what", not.what(), "name", not.name()));
            case Refusal.ModelNotPriced unpriced -> refusal("model_not_priced", fields("missing", unpriced.missing()));
            case Refusal.BeyondModel beyond ->
                refusal("invalid_request", fields("field", beyond.field(), "most", beyond.most()));
            case Refusal.BadExtension bad -> refusal("invalid_request", fields("field", bad.field()));
            case Refusal.LimitReached limit ->
                refusal(
                        "limit_reached",
                        fields(
                                "source",
                                limit.source(),
                                "period",
                                limit.period() == null ? null : limit.period().code(),
                                "required",
                                limit.required(),
                                "left",
                                limit.left(),
                                "resets_at",
                                limit.resetsAt()));
            case Refusal.TooMuchCarried much ->
                refusal("rate_limited", fields("carried", much.carried(), "resets_at", much.resetsAt()));
            case Refusal.InsufficientCredits credits ->
                refusal(
                        "insufficient_credits",
                        fields(
                                "available",
                                credits.available(),
                                "required",
                                credits.required(),
                                "held",
                                credits.held(),
                                "owed",
                                credits.owed()));
            case Refusal.TotalTooLarge _ -> refusal("amount_out_of_range", Map.of());
            case Refusal.ExpiryNotInFuture _ -> refusal("invalid_request", fields("field", "expires_at"));
            case Refusal.ReversalExceedsCharge exceeds ->
                refusal("reversal_exceeds_charge", fields("left", exceeds.left()));
            case Refusal.OfPurchase purchase -> refused(purchase);
            case Refusal.AccountNotEmpty notEmpty ->
                refusal("account_not_empty", fields("blockers", String.join(",", notEmpty.blockers())));
        };
    }

    private static Answer refused(Refusal.OfPurchase refusal) {
        return switch (refusal) {
            case Refusal.OfPurchase.AccountInDispute _ -> refusal("account_in_dispute", Map.of());
            case Refusal.OfPurchase.TopUpInProgress open ->
                refusal("top_up_in_progress", fields("top_up", open.topUp()));
            case Refusal.OfPurchase.CheckoutOpen open -> refusal("checkout_open", fields("top_up", open.topUp()));
            case Refusal.OfPurchase.TopUpNotOpen open -> refusal("top_up_not_open", fields("top_up", open.topUp()));
            case Refusal.OfPurchase.TooManyDeclines many -> refusal("rate_limited", fields("retry_at", many.retryAt()));
            case Refusal.OfPurchase.PaidTwice twice -> refusal("paid_twice", fields("top_up", twice.topUp()));
            case Refusal.OfPurchase.RefundExceedsUnspent exceeds ->
                refusal("refund_exceeds_unspent", fields("left", exceeds.left()));
            case Refusal.OfPurchase.RefundInstead paid -> refusal("refund_instead", fields("top_up", paid.topUp()));
            case Refusal.OfPurchase.NoPaymentMethod _ -> refusal("invalid_request", fields("field", "enabled"));
        };
    }

    /** Names and values in turn; absent values are left out. */
    static Map<String, String> fields(@Nullable Object... namesAndValues) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(fields, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(code);
        fields.forEach(
                (name, value) -> text.append(' ').append(name).append(' ').append(value));
        return text.toString();
    }
}
