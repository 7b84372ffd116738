package dev.florin.core.notices;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;

/**
 * Below which balances a customer is told. The customer may set both; that the balance is empty is told to everybody.
 *
 * @param low the first warning
 * @param veryLow the second
 */
public record Levels(Amount low, Amount veryLow) {
    /** Below a cent nothing can be bought that anybody would notice. */
    public static final Amount EMPTY = Amount.of(new BigDecimal("0.01"));

    /** A warning above this would be none: it is the highest target of auto-recharge. */
    public static final Amount MOST = Amount.ofDollars(1_000);

    public static final Levels USUAL = new Levels(Amount.ofDollars(5), Amount.ofDollars(1));

    /** A level is left again by this part of it, so that hovering around it tells nobody anything. */
    private static final int MARGIN = 5;

    public Levels {
        Check.argument(!low.isMoreThan(MOST), "the low level is above $1,000.00");
        Check.argument(!veryLow.isMoreThan(low), "the very low level is above the low one");
        Check.argument(veryLow.isMoreThan(EMPTY), "the very low level is not above $0.01");
    }

    /** The balance from which on a level is left again: a fifth above it. */
    static Amount leftAt(Amount level) {
        return Amount.ofNanos(level.nanos() + level.nanos() / MARGIN);
    }
}
