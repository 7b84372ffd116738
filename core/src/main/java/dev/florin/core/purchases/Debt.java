package dev.florin.core.purchases;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;

/**
 * Credit that was spent and then taken back by a bank or at Stripe: part of what the account owes.
 *
 * @param cause what made it
 * @param number of the refund or dispute
 * @param grant the grant that the payment had brought, which pays it first
 * @param amount what is still owed of it
 */
public record Debt(Cause cause, long number, long grant, Amount amount) {
    /** What makes a debt. */
    public enum Cause {
        REFUND('r'),
        DISPUTE('d');

        private final char letter;

        Cause(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }

        public static Cause ofLetter(char letter) {
            return letter == 'r' ? REFUND : DISPUTE;
        }
    }

    public Debt {
        Check.argument(!amount.isNegative(), "a debt is below zero");
    }

    public Debt paid(Amount part) {
        return new Debt(cause, number, grant, amount.minus(part));
    }
}
