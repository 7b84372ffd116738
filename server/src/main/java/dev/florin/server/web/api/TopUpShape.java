package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.Declines;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.JsonOut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Top-ups, attempts of auto-recharge and refunds as the API writes them. Thread-safe. */
final class TopUpShape {
    private final ObjectIds ids;
    private final String publicUrl;

    TopUpShape(ObjectIds ids, String publicUrl) {
        this.ids = ids;
        this.publicUrl = publicUrl;
    }

    void write(JsonOut out, String accountId, AccountNumber account, TopUp topUp) {
        String id = ids.write(ObjectIds.Kind.TOP_UP, account, topUp.number());
        boolean confirms = topUp.state() == TopUp.State.REQUIRES_CONFIRMATION;
        boolean checkout = topUp.state() == TopUp.State.REQUIRES_CHECKOUT;
        Long grant = topUp.grant();
        out.object()
                .text("id", id)
                .text("object", "top_up")
                .text("account", accountId)
                .text("kind", topUp.kind().code())
                .amount("amount", topUp.amount())
                .amount("tax", Amount.ZERO)
                .text("currency", AccountShape.CURRENCY)
                .text("status", topUp.state().shown())
                .text("checkout_url", checkout ? topUp.stripe().checkoutUrl() : null)
                .text("confirm_url", confirms ? publicUrl + "/top-ups/" + id + "/confirm" : null)
                .text(
                        "payment_method",
                        topUp.card() == null ? null : topUp.card().id())
                .text("grant", grant == null ? null : ids.write(ObjectIds.Kind.GRANT, account, grant));
        failure(out, topUp.failure());
        out.time("created_at", topUp.openedAt())
                .time("ended_at", topUp.endedAt())
                .end();
    }

    private static void failure(JsonOut out, @Nullable Failure failure) {
        if (failure == null) {
            out.nothing("failure");
            return;
        }
        out.object("failure")
                .text("code", failure.code())
                .text("decline_code", failure.declineCode())
                .text("message", Declines.message(failure))
                .end();
    }

    /** An attempt of auto-recharge: what made it due, what it asked, and what came of it. */
    void writeAttempt(JsonOut out, AccountNumber account, TopUp attempt) {
        boolean charged = attempt.state() == TopUp.State.SUCCEEDED;
        Failure failure = attempt.failure();
        out.object()
                .text("id", ids.write(ObjectIds.Kind.TOP_UP, account, attempt.number()))
                .text("object", "auto_recharge_attempt")
                .time("at", attempt.openedAt())
                .amount("trigger_balance", attempt.triggerBalance())
                .amount("asked", attempt.amount())
                .amount("charged", charged ? attempt.amount() : Amount.ZERO)
                .text("status", attempt.state().shown())
                .text("reason", failure == null ? null : failure.code())
                .end();
    }

    void writeRefund(JsonOut out, String accountId, AccountNumber account, Refund refund) {
        Long topUp = refund.topUp();
        out.object()
                .text("id", ids.write(ObjectIds.Kind.REFUND, account, refund.number()))
                .text("object", "refund")
                .text("account", accountId)
                .text("top_up", topUp == null ? null : ids.write(ObjectIds.Kind.TOP_UP, account, topUp))
                .amount("amount", refund.money())
                .text("currency", AccountShape.CURRENCY)
                .text("status", status(refund.state()))
                .time("created_at", refund.openedAt())
                .end();
    }

    private static String status(Refund.State state) {
        return List.of(Refund.State.ASKING, Refund.State.PENDING).contains(state)
                ? Refund.State.PENDING.code()
                : state.code();
    }
}
