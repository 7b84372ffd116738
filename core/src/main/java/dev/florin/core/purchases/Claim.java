package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;

/**
 * What a dispute or a refund will take out of a grant as soon as no hold lies on it.
 *
 * @param cause what takes it
 * @param number of the refund or dispute
 * @param grant out of which
 * @param amount what is still to be taken; less where the grant has less left
 */
public record Claim(Debt.Cause cause, long number, long grant, Amount amount) {
    public Claim {
        Check.argument(!amount.isNegative(), "a claim is below zero");
    }

    public Claim taken(Amount part) {
        return new Claim(cause, number, grant, amount.minus(part));
    }
}
