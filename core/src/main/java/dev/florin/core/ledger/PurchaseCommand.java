package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of an account's payments. Whatever Stripe has said may be said again, late, and in any order: each of
 * these comes to the same end.
 *
 * @param <T> what it comes to when it takes effect
 */
public sealed interface PurchaseCommand<T> extends Command<T> {
    /** Whether it is also booked for an account that was deleted: money does not ask whether its owner is still there. */
    default boolean survivesDeletion() {
        return switch (this) {
            case SettlePayment _,
                    AdvanceTopUp _,
                    EndTopUp _,
                    AdvanceRefund _,
                    BookRefund _,
                    OpenDispute _,
                    EndDispute _ -> true;
            default -> false;
        };
    }

    /**
     * Orders credit. An order for the amount of an open Checkout answers that one.
     *
     * @param card the saved card to be charged; absent = Checkout
     */
    record OpenTopUp(
            AccountNumber account,
            Request request,
            Amount amount,
            TopUp.@Nullable Card card,
            @Nullable String returnUrl)
            implements PurchaseCommand<TopUp> {}

    /** Records what Stripe has said of a top-up that has not ended. */
    record AdvanceTopUp(AccountNumber account, Request request, long topUp, TopUp.State state, TopUp.StripeNames names)
            implements PurchaseCommand<TopUp> {
        public AdvanceTopUp {
            Check.argument(!state.isEnd(), "an end has its own command");
        }
    }

    /** Brings the credit of a top-up, once: {@code payment} has succeeded. */
    record SettlePayment(AccountNumber account, Request request, long topUp, String payment)
            implements PurchaseCommand<TopUp> {}

    /** Ends a top-up that was not paid; one that has ended stays as it is. */
    record EndTopUp(
            AccountNumber account,
            Request request,
            long topUp,
            TopUp.State state,
            @Nullable Failure failure) implements PurchaseCommand<TopUp> {
        public EndTopUp {
            Check.argument(state.isEnd() && state != TopUp.State.SUCCEEDED, "not an end without payment");
        }
    }

    /**
     * Takes the credit of a refund, before Stripe is asked for it.
     *
     * @param amount absent = all that can be refunded
     * @param byCustomer whether the customer asks, who may for a limited time only
     */
    record OpenRefund(
            AccountNumber account,
            Request request,
            long topUp,
            @Nullable Amount amount,
            boolean byCustomer) implements PurchaseCommand<Refund> {
        public OpenRefund {
            Check.argument(
                    amount == null
                            || (amount.isPositive() && TopUp.wholeCents(amount).equals(amount)),
                    "a refund is not above zero or not in whole cents");
        }
    }

    /** Records what Stripe has said of a refund; one that failed gives its credit back, once. */
    record AdvanceRefund(
            AccountNumber account,
            Request request,
            long refund,
            Refund.State state,
            @Nullable String stripeId) implements PurchaseCommand<Refund> {}

    /**
     * Books a refund that was made at Stripe, once.
     *
     * @param money what went back
     * @param ofPayment what the payment was in all
     */
    record BookRefund(
            AccountNumber account, Request request, String stripeId, String payment, Amount money, Amount ofPayment)
            implements PurchaseCommand<Refund> {
        public BookRefund {
            Check.argument(money.isPositive() && !money.isMoreThan(ofPayment), "a refund is outside its payment");
        }
    }

    /**
     * Books a dispute, once; an inquiry can become one in earnest.
     *
     * @param money the disputed part
     * @param ofPayment what the payment was in all
     */
    record OpenDispute(
            AccountNumber account,
            Request request,
            String stripeId,
            String payment,
            Amount money,
            Amount ofPayment,
            boolean inquiry)
            implements PurchaseCommand<Dispute> {
        public OpenDispute {
            Check.argument(money.isPositive() && ofPayment.isPositive(), "a dispute is not above zero");
        }
    }

    /** Ends a dispute; one that has ended stays as it is. */
    record EndDispute(AccountNumber account, Request request, String stripeId, Dispute.State state)
            implements PurchaseCommand<Dispute> {
        public EndDispute {
            Check.argument(state.isEnd(), "not an end of a dispute");
        }
    }

    /**
     * Grants what a paid subscription invoice earned, each line once.
     *
     * @param payment what paid it; absent where nothing was charged
     */
    record PayInvoice(
            AccountNumber account,
            Request request,
            String invoice,
            @Nullable String payment,
            List<EarningLine> lines) implements PurchaseCommand<Account> {}

    /**
     * A line of an invoice that earns a bonus.
     *
     * @param full what its period earns where no other overlaps it
     */
    record EarningLine(String id, Instant start, Instant end, Amount full) {
        public EarningLine {
            Check.argument(start.isBefore(end), "a paid period ends before it begins");
            Check.argument(!full.isNegative(), "a bonus is below zero");
        }
    }

    /** Stripe's word on the plan; absent = it knows of no subscription. */
    record SetSubscription(
            AccountNumber account,
            Request request,
            @Nullable PlanWord word) implements PurchaseCommand<Account> {}

    /**
     * Switches auto-recharge on, or changes its numbers, or goes on after a pause.
     *
     * @param hasCard whether a saved payment method is there to be charged
     */
    record SwitchRechargeOn(
            AccountNumber account, Request request, RechargeNumbers numbers, Consent consent, boolean hasCard)
            implements PurchaseCommand<Account> {}

    record SwitchRechargeOff(AccountNumber account, Request request) implements PurchaseCommand<Account> {}

    /** A card has newly become the one for automatic charges. */
    record NewCard(AccountNumber account, Request request) implements PurchaseCommand<Account> {}

    /**
     * Opens the automatic top-up that is due, if one is.
     *
     * @param card the one for automatic charges; absent = there is none
     */
    record OpenRecharge(AccountNumber account, Request request, TopUp.@Nullable Card card)
            implements PurchaseCommand<Optional<TopUp>> {}
}
