package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the operator carries of an account's calls on one of its days: what they cost and nobody paid.
 *
 * @param amount the sum, as far as that is an amount
 * @param firstRow the number of the first row that is counted; all after it are
 * @param until when the day ends: what is lost later begins anew. It stays where the account moves to another time zone
 */
public record CarriedLoss(Amount amount, long firstRow, Instant until) {
    public CarriedLoss {
        Check.argument(amount.isPositive(), "nothing was lost");
        Check.argument(firstRow > 0, "no row tells of the loss");
    }

    /** With {@code more} that a row of {@code at} tells of. */
    public static CarriedLoss and(@Nullable CarriedLoss before, Amount more, long row, Instant at, ZoneId zone) {
        return before != null && at.isBefore(before.until)
                ? new CarriedLoss(sum(before.amount, more), before.firstRow, before.until)
                : new CarriedLoss(more, row, Period.DAY.end(at, zone));
    }

    /** Events of a single day may tell of more than there can be in any account. */
    public static Amount sum(Amount lost, Amount more) {
        return lost.plus(more.min(Amount.LIMIT.minus(lost)));
    }

    /** Whether at {@code now} it is {@code most} or more. */
    public boolean reaches(Amount most, Instant now) {
        return now.isBefore(until) && !most.isMoreThan(amount);
    }
}
