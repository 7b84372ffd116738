package dev.florin.core.notices;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Which share of a limit the customer was told of, in one period.
 *
 * @param start of the period: another period begins anew
 * @param limit as it was then: another limit begins anew
 * @param percent the highest share that was told; 0 = none
 */
public record LimitWatch(Instant start, Amount limit, int percent) {
    /** The shares that are told, each once a period; the last is that the limit is reached. */
    private static final List<Integer> SHARES = List.of(50, 80, 100);

    /** That much is the limit itself. */
    public static final int REACHED = 100;

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

    public LimitWatch {
        Check.argument(percent == 0 || SHARES.contains(percent), "no such share of a limit is told");
    }

    /** The highest share that {@code used} comes to; 0 = none. A call that was refused has met the limit. */
    public static int share(Amount used, Amount limit, boolean refused) {
        if (refused || !limit.isMoreThan(used)) {
            return REACHED;
        }
        int highest = 0;
        for (int share : SHARES) {
            BigDecimal needed = limit.decimal().multiply(BigDecimal.valueOf(share));
            highest = used.decimal().multiply(WHOLE).compareTo(needed) >= 0 ? share : highest;
        }
        return highest;
    }

    /** Of a limit in a period: what was told of another limit or period counts no more. */
    public LimitWatch in(Instant itsStart, Amount itsLimit) {
        return start.equals(itsStart) && limit.equals(itsLimit) ? this : new LimitWatch(itsStart, itsLimit, 0);
    }
}
