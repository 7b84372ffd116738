package dev.florin.core.ledger;

import dev.florin.core.accounts.Period;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the domain says no. A closed list; each has one code of {@code docs/errors.md}. */
public sealed interface Refusal {
    /** No such account, hold, grant or transaction. */
    record NotFound() implements Refusal {}

    /** The Idempotency-Key stands for another request. */
    record KeyReused() implements Refusal {}

    /** The hold has ended; {@code sequence} is the row that ended it. */
    record HoldAlreadyEnded(HoldEnd end, long sequence) implements Refusal {}

    record AccountFrozen() implements Refusal {}

    record SubscriptionRequired() implements Refusal {}

    /** The gateway key that asks was revoked or has expired. */
    record KeyNotInForce() implements Refusal {}

    /** The account has as many gateway keys in force as it may: {@code most}. */
    record TooManyKeys(int most) implements Refusal {}

    /**
     * The gateway key is not for such calls.
     *
     * @param what {@code model} or {@code feature}
     * @param name the one that was asked for; absent where the call named none
     */
    record KeyNotAllowed(String what, @Nullable String name) implements Refusal {}

    /** {@code missing} is the token class or unit without a price; absent where the model has none at all. */
    record ModelNotPriced(Model model, @Nullable String missing) implements Refusal {}

    /** The call is larger than the model: {@code field} is over {@code most}. */
    record BeyondModel(String field, long most) implements Refusal {}

    /** A hold cannot be made smaller, or live longer than a week. */
    record BadExtension(String field, String message) implements Refusal {}

    /**
     * A spending limit.
     *
     * @param source {@code call}, {@code account} or {@code key}
     * @param period whose limit; absent for the limit of one call
     * @param resetsAt when there is room again; absent for the limit of one call
     */
    record LimitReached(
            String source,
            @Nullable Period period,
            Amount required,
            Amount left,
            @Nullable Instant resetsAt) implements Refusal {}

    /**
     * The operator carries so much of the account's calls that today no more are admitted.
     *
     * @param carried what it is
     * @param resetsAt when the account's next day begins
     * @param left the time until then
     */
    record TooMuchCarried(Amount carried, Instant resetsAt, Duration left) implements Refusal {}

    record InsufficientCredits(Amount available, Amount required, Amount held, Amount owed) implements Refusal {}

    /** The account's total would pass the largest amount there is. */
    record TotalTooLarge() implements Refusal {}

    /** Credit expires only in the future. */
    record ExpiryNotInFuture() implements Refusal {}

    /** {@code left} of the charge has not been given back yet. */
    record ReversalExceedsCharge(Amount left) implements Refusal {}

    /** Why nothing is bought, or does not go back. */
    sealed interface OfPurchase extends Refusal {
        /** A dispute is open: nothing is bought. */
        record AccountInDispute() implements OfPurchase {}

        /** Another payment is under way; {@code topUp} is its number. */
        record TopUpInProgress(long topUp) implements OfPurchase {}

        /** An open Checkout for another amount is in the way: it is to be expired at Stripe first. */
        record CheckoutOpen(long topUp) implements OfPurchase {}

        /** A top-up that has ended, or that money may be on its way for, cannot be canceled; {@code topUp} is its number. */
        record TopUpNotOpen(long topUp) implements OfPurchase {}

        /** Too many payments were declined; {@code retryAt} is when the next may be tried. */
        record TooManyDeclines(Instant retryAt) implements OfPurchase {}

        /** Another payment has paid this top-up already: this one is to be given back. */
        record PaidTwice(long topUp) implements OfPurchase {}

        /** {@code left} of the payment can be refunded. */
        record RefundExceedsUnspent(Amount left) implements OfPurchase {}

        /** The grant was paid by card: it goes back by a refund. */
        record RefundInstead(long topUp) implements OfPurchase {}

        /** Auto-recharge needs a saved payment method. */
        record NoPaymentMethod() implements OfPurchase {}
    }

    /** Something still hangs on the account: {@code balance}, {@code hold}, {@code subscription}, … */
    record AccountNotEmpty(List<String> blockers) implements Refusal {}
}
