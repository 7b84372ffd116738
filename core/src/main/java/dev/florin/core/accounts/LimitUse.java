package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Comparator;

/**
 * How much of a limit of an account or of one of its keys is used in the period that began at {@code start}.
 *
 * @param key number of the gateway key whose limit it is; 0 = the account's own
 * @param period which calendar period
 * @param start when it began; a later period starts from nothing
 * @param used what calls placed in it were charged, less what was reversed; not below zero
 * @param held what open holds placed in it set aside
 */
public record LimitUse(long key, Period period, Instant start, Amount used, Amount held) {
    /** By key, period and start. */
    public static final Comparator<LimitUse> ORDER = Comparator.comparingLong(LimitUse::key)
            .thenComparing(LimitUse::period)
            .thenComparing(LimitUse::start);

    public LimitUse {
        Check.argument(!used.isNegative() && !held.isNegative(), "limit use is negative");
    }

    public static LimitUse none(long key, Period period, Instant start) {
        return new LimitUse(key, period, start, Amount.ZERO, Amount.ZERO);
    }

    public LimitUse change(Amount usedMore, Amount heldMore) {
        return new LimitUse(
                key,
                period,
                start,
                used.plus(usedMore).orZero(),
                held.plus(heldMore).orZero());
    }
}
