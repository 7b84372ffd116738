package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Period;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;

/** How each refusal of the domain is answered. Thread-safe. */
final class Refusals {
    private final ObjectIds ids;
    private final String topUpUrl;

    /** {@code publicUrl} is where the customer's pages are; empty for relative links. */
    Refusals(ObjectIds ids, String publicUrl) {
        this.ids = ids;
        this.topUpUrl = publicUrl + "/account/billing";
    }

    Problem problem(AccountNumber account, Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound _ -> Problem.notFound("There is no such object.");
            case Refusal.KeyReused _ -> keyReused();
            case Refusal.HoldAlreadyEnded ended ->
                Problem.of(
                                ProblemCode.HOLD_ALREADY_ENDED,
                                "The hold was " + ended.end().code() + " before.")
                        .with(out -> out.text("ended", ended.end().code())
                                .text("transaction", ids.write(ObjectIds.Kind.TRANSACTION, account, ended.sequence())));
            case Refusal.AccountFrozen _ ->
                Problem.of(ProblemCode.ACCOUNT_FROZEN, "The operator has frozen this account.");
            case Refusal.SubscriptionRequired _ ->
                Problem.of(ProblemCode.SUBSCRIPTION_REQUIRED, "Spending needs an active Pro subscription.");
            case Refusal.KeyNotInForce _ -> Problem.of(ProblemCode.INVALID_KEY, "The key was revoked or has expired.");
            case Refusal.TooManyKeys many ->
                Problem.invalidField(
                        "name",
                        "would be one key too many: an account has at most " + many.most()
                                + " in force; revoke one first");
            case Refusal.KeyNotAllowed not -> notAllowed(not);
            case Refusal.ModelNotPriced unpriced -> unpriced(unpriced);
            case Refusal.BeyondModel beyond ->
                Problem.invalidField(beyond.field(), "is more than the model's " + beyond.most());
            case Refusal.BadExtension bad -> Problem.invalidField(bad.field(), bad.message());
            case Refusal.LimitReached limit -> limit(limit);
            case Refusal.InsufficientCredits credits -> insufficient(credits);
            case Refusal.TooMuchCarried much ->
                Problem.of(
                                ProblemCode.RATE_LIMITED,
                                "Too many calls of this account went wrong today; no more are admitted until "
                                        + much.resetsAt() + ".")
                        .retryAfter(much.left());
            case Refusal.TotalTooLarge _ ->
                Problem.of(ProblemCode.AMOUNT_OUT_OF_RANGE, "The account's total would pass 9,000,000,000.00.");
            case Refusal.ExpiryNotInFuture _ -> Problem.invalidField("expires_at", "must be in the future");
            case Refusal.ReversalExceedsCharge exceeds ->
                Problem.of(
                                ProblemCode.REVERSAL_EXCEEDS_CHARGE,
                                exceeds.left().isPositive()
                                        ? "Only " + exceeds.left() + " of this transaction can be given back."
                                        : "Nothing of this transaction can be given back: only what a charge took, and once.")
                        .with(out -> out.amount("left", exceeds.left()));
            case Refusal.OfPurchase purchase -> purchase(account, purchase);
            case Refusal.AccountNotEmpty notEmpty ->
                Problem.of(
                                ProblemCode.ACCOUNT_NOT_EMPTY,
                                "Something still hangs on this account: see `blockers`. `?forfeit=true` gives up a balance.")
                        .with(out -> {
                            out.array("blockers");
                            notEmpty.blockers().forEach(out::text);
                            out.end();
                        });
        };
    }

    private Problem purchase(AccountNumber account, Refusal.OfPurchase refusal) {
        return switch (refusal) {
            case Refusal.OfPurchase.AccountInDispute _ ->
                Problem.of(
                        ProblemCode.ACCOUNT_IN_DISPUTE, "A payment of this account is in dispute: nothing is bought.");
            case Refusal.OfPurchase.TopUpInProgress open ->
                topUp(ProblemCode.TOP_UP_IN_PROGRESS, "Another payment is under way.", account, open.topUp());
            case Refusal.OfPurchase.CheckoutOpen open ->
                topUp(ProblemCode.TOP_UP_IN_PROGRESS, "An open Checkout is in the way.", account, open.topUp());
            case Refusal.OfPurchase.TopUpNotOpen open ->
                topUp(ProblemCode.TOP_UP_IN_PROGRESS, "It cannot be canceled any more.", account, open.topUp());
            case Refusal.OfPurchase.TooManyDeclines _ ->
                Problem.of(ProblemCode.RATE_LIMITED, "Too many payments were declined; try again later.");
            case Refusal.OfPurchase.PaidTwice twice ->
                topUp(ProblemCode.TOP_UP_IN_PROGRESS, "It was paid before.", account, twice.topUp());
            case Refusal.OfPurchase.RefundExceedsUnspent exceeds ->
                Problem.of(
                                ProblemCode.REFUND_EXCEEDS_UNSPENT,
                                exceeds.left().isPositive()
                                        ? "Only " + exceeds.left() + " of it is unspent and under no running call."
                                        : "Nothing of it can be refunded.")
                        .with(out -> out.amount("left", exceeds.left()));
            case Refusal.OfPurchase.RefundInstead paid ->
                topUp(ProblemCode.REFUND_INSTEAD, "It was paid by card: refund the top-up.", account, paid.topUp());
            case Refusal.OfPurchase.NoPaymentMethod _ ->
                Problem.invalidField("enabled", "needs a saved payment method");
        };
    }

    private Problem topUp(ProblemCode code, String detail, AccountNumber account, long number) {
        return Problem.of(code, detail)
                .with(out -> out.text("top_up", ids.write(ObjectIds.Kind.TOP_UP, account, number)));
    }

    static Problem keyReused() {
        return Problem.of(
                ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key was used for another request; use a new one.");
    }

    static Problem keyInUse() {
        return Problem.of(
                ProblemCode.IDEMPOTENCY_KEY_IN_USE, "The first request with this Idempotency-Key is still running.");
    }

    static Problem notAllowed(Refusal.KeyNotAllowed not) {
        String name = not.name();
        return Problem.of(
                ProblemCode.MODEL_NOT_ALLOWED,
                name == null
                        ? "This key needs a call that names a " + not.what() + "."
                        : "This key is not for the " + not.what() + " " + name + ".");
    }

    static Problem unpriced(Refusal.ModelNotPriced unpriced) {
        String missing = unpriced.missing();
        return Problem.of(
                ProblemCode.MODEL_NOT_PRICED,
                missing == null
                        ? "The model " + unpriced.model().name() + " has no price."
                        : "The model " + unpriced.model().name() + " has no price for " + missing + ".");
    }

    private static Problem limit(Refusal.LimitReached limit) {
        Period period = limit.period();
        return Problem.of(
                        ProblemCode.LIMIT_REACHED,
                        period == null
                                ? "The call may cost more than the most that was allowed for it."
                                : period.ends()
                                        ? "The " + limit.source() + "'s limit for the " + period.code() + " is reached."
                                        : "The " + limit.source() + "'s limit is reached.")
                .with(out -> {
                    out.text("limit_source", limit.source())
                            .text("period", period == null ? null : period.code())
                            .amount("required", limit.required())
                            .amount("left", limit.left())
                            .time("resets_at", limit.resetsAt());
                });
    }

    private Problem insufficient(Refusal.InsufficientCredits credits) {
        String detail = credits.owed().isPositive()
                ? "The account owes " + credits.owed() + "."
                : credits.held().isPositive()
                        ? "Running calls have set aside " + credits.held() + " of the balance; " + credits.available()
                                + " is available, " + credits.required() + " is needed."
                        : credits.available() + " is available, " + credits.required() + " is needed.";
        return Problem.of(ProblemCode.INSUFFICIENT_CREDITS, detail)
                .with(out -> out.amount("available", credits.available())
                        .amount("required", credits.required())
                        .amount("held", credits.held())
                        .amount("owed", credits.owed())
                        .text("top_up_url", topUpUrl));
    }
}
