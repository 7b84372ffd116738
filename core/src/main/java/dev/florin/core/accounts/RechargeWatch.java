package dev.florin.core.accounts;

import dev.florin.core.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger watches on an account whose auto-recharge is on: enough to see after every charge whether it is due.
 *
 * @param threshold a total strictly below it is due
 * @param allowance the brake: what may still be charged automatically; below zero where more was given back than used
 * @param lookAt when it is to be looked at, since it is due; absent = it is not
 * @param asleep whether it is not looked at although due: it is paused, or a payment is under way
 */
public record RechargeWatch(
        Amount threshold, Amount allowance, @Nullable Instant lookAt, boolean asleep) {
    /** After a charge that left {@code total}. */
    public RechargeWatch spent(Amount amount, Amount total, Instant now) {
        boolean due = lookAt == null && threshold.isMoreThan(total);
        return new RechargeWatch(threshold, allowance.plus(amount), due ? now : lookAt, asleep);
    }

    public RechargeWatch allowed(Amount more) {
        return new RechargeWatch(threshold, allowance.plus(more), lookAt, asleep);
    }

    /** To be looked at when {@code at} comes; absent = when a charge makes it due. */
    public RechargeWatch awake(@Nullable Instant at) {
        return new RechargeWatch(threshold, allowance, at, false);
    }

    /** Not to be looked at; that it is due is not forgotten. */
    public RechargeWatch sleeping() {
        return new RechargeWatch(threshold, allowance, lookAt, true);
    }

    /** An attempt is open: what was due has its answer. */
    public RechargeWatch answered() {
        return new RechargeWatch(threshold, allowance, null, true);
    }
}
