package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A customer's account as the ledger keeps it: one row.
 *
 * @param number how the ledger knows it
 * @param total what is left of the grants; never below zero
 * @param held the sum of the open holds; never more than {@code total}
 * @param owed what a lost dispute or a refund at Stripe took beyond what was left
 * @param sequence of the last row of its history; 0 before the first
 * @param lastHold number of the newest hold
 * @param lastGrant number of the newest grant
 * @param nextDue no hold or grant expires before this; absent = none does
 * @param lastAt the newest row's time: no later row is older
 * @param head hash of the newest row, where the next one joins the chain
 * @param word the host's word on the plan
 * @param stripeWord Stripe's word on it; either suffices. It ends only while a payment is overdue
 * @param frozen by the operator: nothing is bought or spent
 * @param zone the time zone whose days, weeks and months its limits count
 * @param limits the most it may spend
 * @param deleted its owner is gone; the books stay
 * @param watch what is watched for auto-recharge; absent while that is off
 * @param claimed what disputes and refunds will take as soon as no hold lies on it
 * @param loss what nobody paid of its calls, on the last day on which there was such a thing; absent = never
 * @param createdAt when it was opened
 */
public record Account(
        AccountNumber number,
        Amount total,
        Amount held,
        Amount owed,
        long sequence,
        long lastHold,
        long lastGrant,
        @Nullable Instant nextDue,
        Instant lastAt,
        Digest head,
        @Nullable PlanWord word,
        @Nullable PlanWord stripeWord,
        boolean frozen,
        ZoneId zone,
        SpendingLimits limits,
        boolean deleted,
        @Nullable RechargeWatch watch,
        Amount claimed,
        @Nullable CarriedLoss loss,
        Instant createdAt) {
    public Account {
        Check.argument(!total.isNegative(), "total is below zero");
        Check.argument(!held.isNegative(), "held is below zero");
        Check.argument(!held.isMoreThan(total), "held is more than total");
        Check.argument(!owed.isNegative(), "owed is below zero");
        Check.argument(!claimed.isNegative(), "less than nothing is claimed");
        Check.argument(limits.total() == null, "an account has no limit for ever");
        Check.argument(owed.isZero() || total.equals(held), "available and owed are both above zero");
    }

    /** A new account, empty. */
    public static Account opened(AccountNumber number, ZoneId zone, Instant at) {
        return new Account(
                number,
                Amount.ZERO,
                Amount.ZERO,
                Amount.ZERO,
                0,
                0,
                0,
                null,
                at,
                Digest.NONE,
                null,
                null,
                false,
                zone,
                SpendingLimits.NONE,
                false,
                null,
                Amount.ZERO,
                null,
                at);
    }

    /** What can be spent now: total less held, never below zero. */
    public Amount available() {
        return total.minus(held);
    }

    /** What the account's rows sum to. */
    public Amount balance() {
        return total.minus(owed);
    }

    public Plan plan(Instant now) {
        return PlanWord.either(word, stripeWord, now);
    }
}
