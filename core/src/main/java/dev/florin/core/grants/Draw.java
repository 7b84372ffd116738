package dev.florin.core.grants;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;

/**
 * What one row of the history did to one grant.
 *
 * @param grant the grant's number
 * @param amount above zero
 * @param purpose what for, which tells whether the grant lost or gained it
 */
public record Draw(long grant, Amount amount, Purpose purpose) {
    /** What credit was drawn for, or why it came. */
    public enum Purpose {
        /** Spent. */
        CHARGE('c', -1),
        /** Paid a debt. */
        OWED('o', -1),
        /** Taken because the grant ended or was given up. */
        ENDED('e', -1),
        /** Brought by a new grant. */
        GRANTED('g', 1),
        /** Given back by a reversal. */
        RETURNED('r', 1);

        private final char letter;
        private final int sign;

        Purpose(char letter, int sign) {
            this.letter = letter;
            this.sign = sign;
        }

        public char letter() {
            return letter;
        }

        static Purpose ofLetter(char letter) {
            for (Purpose purpose : values()) {
                if (purpose.letter == letter) {
                    return purpose;
                }
            }
            throw new IllegalArgumentException("no purpose is written " + letter);
        }
    }

    public Draw {
        Check.argument(amount.isPositive(), "a draw is above zero");
    }

    /** What the grant's remaining credit changes by. */
    public Amount change() {
        return purpose.sign > 0 ? amount : amount.negated();
    }
}
