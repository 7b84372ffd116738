package dev.florin.simulation;

import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The proof that what is kept about limits and losses is what the history says was spent, is held and was lost. */
final class LimitProof {
    private LimitProof() {}

    static List<String> broken(AccountSnapshot snapshot) {
        List<String> broken = new ArrayList<>();
        for (LimitUse kept : snapshot.uses()) {
            LimitUse counted = count(snapshot, kept.key(), kept.period(), kept.start());
            if (!counted.equals(kept)) {
                broken.add("of the " + (kept.key() == 0 ? "" : "key " + kept.key() + "'s ")
                        + kept.period().code() + " from " + kept.start() + " " + kept.used() + " is used and "
                        + kept.held() + " held; by the rows " + counted.used() + " and " + counted.held());
            }
        }
        lost(snapshot, broken);
        return broken;
    }

    /** Which day it was only the account knows; of it all rows are counted that tell of a loss, and no other. */
    private static void lost(AccountSnapshot snapshot, List<String> broken) {
        CarriedLoss kept = snapshot.account().loss();
        Amount sum = Amount.ZERO;
        for (Transaction row : snapshot.rows()) {
            Transaction.Spending spending = row.spending();
            if (spending == null || spending.uncollected().isZero()) {
                continue;
            }
            if (kept == null || row.sequence() >= kept.firstRow()) {
                sum = CarriedLoss.sum(sum, spending.uncollected());
                if (kept != null && !row.createdAt().isBefore(kept.until())) {
                    broken.add("row " + row.sequence() + " was lost after " + kept);
                }
            }
        }
        Amount said = kept == null ? Amount.ZERO : kept.amount();
        if (!sum.equals(said)) {
            broken.add("the loss is " + said + "; by the rows " + sum);
        }
    }

    /** A call counts in the period in which it was placed, and under its own key. */
    private static LimitUse count(AccountSnapshot snapshot, long key, Period period, Instant start) {
        ZoneId zone = snapshot.account().zone();
        Amount used = Amount.ZERO;
        for (Transaction row : snapshot.rows()) {
            Transaction charge = row.reverses() == null
                    ? row
                    : snapshot.rows().get(row.reverses().intValue() - 1);
            if (charge.type() == TransactionType.CHARGE
                    && (key == 0 || keyOf(charge) == key)
                    && period.start(placedAt(charge), zone).equals(start)) {
                used = used.minus(row.amount());
            }
        }
        Amount held = Amount.ZERO;
        for (Hold hold : snapshot.holds()) {
            if ((key == 0 || hold.keyNumber() == key)
                    && period.start(hold.placedAt(), zone).equals(start)) {
                held = held.plus(hold.amount());
            }
        }
        return new LimitUse(key, period, start, used, held);
    }

    private static long keyOf(Transaction row) {
        Transaction.Spending spending = row.spending();
        return spending == null ? 0 : spending.keyNumber();
    }

    private static Instant placedAt(Transaction row) {
        Transaction.EndedHold hold = row.hold();
        return hold == null ? row.createdAt() : hold.placedAt();
    }
}
