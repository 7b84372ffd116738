package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;

/**
 * How much of a limit is used in the period that began at {@code start}.
 *
 * @param period which calendar period
 * @param start when it began; a later period starts from nothing
 * @param used what calls placed in it were charged, less what was reversed; not below zero
 * @param held what open holds placed in it set aside
 */
public record LimitUse(Period period, Instant start, Amount used, Amount held) {
    public LimitUse {
        Check.argument(!used.isNegative() && !held.isNegative(), "limit use is negative");
    }

    public static LimitUse none(Period period, Instant start) {
        return new LimitUse(period, start, Amount.ZERO, Amount.ZERO);
    }

    public LimitUse change(Amount usedMore, Amount heldMore) {
        return new LimitUse(
                period, start, used.plus(usedMore).orZero(), held.plus(heldMore).orZero());
    }
}
