package dev.florin.server.web.billing;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;

/**
 * What numbers of auto-recharge would mean for this customer, before they are saved.
 *
 * @param sentence what happens from then on
 * @param example with numbers
 * @param worst the most that it can charge
 * @param now whether saving charges something, and how much
 * @param chargesNow whether it does
 */
public record RechargePreview(String sentence, String example, String worst, String now, boolean chargesNow) {
    /** What a call may leave below the threshold, in the example. */
    private static final Amount A_LITTLE = Amount.dollars("0.20");

    static final RechargePreview NOTHING = new RechargePreview("", "", "", "", false);

    static RechargePreview of(Facts facts, RechargeNumbers numbers) {
        Amount left = numbers.threshold().minus(A_LITTLE);
        Amount charged = numbers.target().minus(left).min(TopUp.MOST);
        Amount limit = numbers.monthlyLimit();
        String example = "For example: a call leaves " + RechargeWords.dollars(left) + ", so we charge "
                + RechargeWords.dollars(charged) + " and you have " + RechargeWords.dollars(left.plus(charged)) + ".";
        String worst = limit == null
                ? "No monthly limit: at most " + Recharge.MOST_IN_WINDOW + " charges in 24 hours, of "
                        + RechargeWords.dollars(numbers.target().min(TopUp.MOST)) + " at most each."
                : "At most " + RechargeWords.dollars(limit) + " a month, whatever happens.";
        Amount due = dueNow(facts, numbers);
        String card = facts.cardWords();
        String now = due.isZero()
                ? "Saving charges nothing now."
                : "Saving charges " + (card == null ? "your saved card" : card) + " " + RechargeWords.dollars(due)
                        + " now, because your balance is " + RechargeWords.dollars(facts.total()) + ".";
        return new RechargePreview(RechargeWords.promise(numbers, card), example, worst, now, due.isPositive());
    }

    /** What is due as soon as these are saved. */
    static Amount dueNow(Facts facts, RechargeNumbers numbers) {
        boolean same = facts.isRechargeOn()
                && facts.recharge() != null
                && facts.recharge().numbers().equals(numbers)
                && facts.pause() == null;
        Amount total = facts.account().total();
        boolean waits = same || facts.stopped() || facts.account().owed().isPositive();
        if (waits || !numbers.threshold().isMoreThan(total)) {
            return Amount.ZERO;
        }
        Amount wanted = numbers.target().minus(total).min(TopUp.MOST);
        Amount limit = numbers.monthlyLimit();
        if (limit != null) {
            Amount used =
                    facts.recharge() == null ? Amount.ZERO : RechargeWords.usedOfMonth(facts.recharge(), facts.now());
            wanted = wanted.min(limit.minus(used).orZero());
        }
        Amount cents = TopUp.wholeCents(wanted);
        return TopUp.LEAST.isMoreThan(cents) ? Amount.ZERO : cents;
    }
}
