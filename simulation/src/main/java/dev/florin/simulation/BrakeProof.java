package dev.florin.simulation;

import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a command did with auto-recharge what it may, from how the account stood before and after it. So the sum of automatic
 * charges is at most what was used, less what was given back, and what was missing to the target at each switching on.
 */
final class BrakeProof {
    private static final Duration DAY = Duration.ofHours(24);
    private static final int MOST_A_DAY = 3;

    private final Command<?> command;
    private final boolean done;
    private final AccountSnapshot before;
    private final AccountSnapshot after;
    private final Instant now;
    private final List<String> broken = new ArrayList<>();

    private BrakeProof(
            Command<?> command, Outcome<?> outcome, AccountSnapshot before, AccountSnapshot after, Instant now) {
        this.command = command;
        this.done = outcome instanceof Outcome.Done<?>;
        this.before = before;
        this.after = after;
        this.now = now;
    }

    /** What {@code command}, decided at {@code now}, did and may not do; {@code stopped} by the operator's setting. */
    static List<String> broken(
            Command<?> command,
            Outcome<?> outcome,
            AccountSnapshot before,
            AccountSnapshot after,
            Instant now,
            boolean stopped) {
        BrakeProof proof = new BrakeProof(command, outcome, before, after, now);
        proof.proveSwitch();
        proof.proveAllowance();
        proof.proveDue();
        for (TopUp topUp : after.purchases().topUps()) {
            boolean isNew = topUp.number() > before.purchases().topUps().size();
            if (isNew && topUp.kind() == TopUp.Kind.AUTOMATIC) {
                proof.proveAttempt(topUp, stopped);
            }
        }
        return proof.broken;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise + " by " + command);
        }
    }

    private static boolean isOn(AccountSnapshot snapshot) {
        Recharge recharge = snapshot.purchases().recharge();
        return recharge != null && recharge.enabled();
    }

    private static @Nullable PauseReason pause(AccountSnapshot snapshot) {
        Recharge recharge = snapshot.purchases().recharge();
        return recharge == null ? null : recharge.pause();
    }

    /** Nobody but the customer switches it; what ends with its account is off. */
    private void proveSwitch() {
        boolean switched = command instanceof PurchaseCommand.SwitchRechargeOn
                || command instanceof PurchaseCommand.SwitchRechargeOff
                || command instanceof Command.DeleteAccount;
        require(switched || isOn(before) == isOn(after), "auto-recharge is switched");
    }

    /** Use that the command's rows charged, or gave back where below zero. */
    private Amount used() {
        Amount used = Amount.ZERO;
        for (Transaction row : newRows()) {
            boolean use = row.type() == TransactionType.CHARGE || row.type() == TransactionType.REVERSAL;
            used = use ? used.minus(row.amount()) : used;
        }
        return used;
    }

    private List<Transaction> newRows() {
        return after.rows().subList(before.rows().size(), after.rows().size());
    }

    private static Amount openAutomatic(AccountSnapshot snapshot) {
        return snapshot.purchases().topUps().stream()
                .filter(each -> each.kind() == TopUp.Kind.AUTOMATIC && counts(each))
                .map(TopUp::amount)
                .reduce(Amount.ZERO, Amount::plus);
    }

    /** Charged, or it may still be. */
    private static boolean counts(TopUp topUp) {
        return topUp.state() == TopUp.State.SUCCEEDED || !topUp.state().isEnd();
    }

    private void proveAllowance() {
        RechargeWatch was = before.account().watch();
        RechargeWatch is = after.account().watch();
        if (is == null) {
            return;
        }
        Amount expected;
        if (was == null || setsAllowance()) {
            Recharge recharge = after.purchases().recharge();
            Amount target = recharge == null ? Amount.ZERO : recharge.numbers().target();
            Amount open = after.purchases().topUps().stream()
                    .filter(each ->
                            each.kind() == TopUp.Kind.AUTOMATIC && !each.state().isEnd())
                    .map(TopUp::amount)
                    .reduce(Amount.ZERO, Amount::plus);
            expected = target.minus(after.account().total()).minus(open).orZero();
        } else {
            Amount charged = openAutomatic(after).minus(openAutomatic(before));
            expected = was.allowance().plus(used()).minus(charged);
        }
        require(is.allowance().equals(expected), "the allowance is " + is.allowance() + " and not " + expected);
    }

    /** Whether it was switched on, its numbers changed, or the customer agreed to what fell without use. */
    private boolean setsAllowance() {
        if (!done || !(command instanceof PurchaseCommand.SwitchRechargeOn on)) {
            return false;
        }
        Recharge known = before.purchases().recharge();
        if (known == null || !known.enabled() || !known.numbers().equals(on.numbers())) {
            return true;
        }
        return known.pause() == PauseReason.FELL_WITHOUT_USE;
    }

    /** Nothing makes it due but use, switching on, other numbers, the end of a pause; an attempt that failed is still due. */
    private void proveDue() {
        RechargeWatch was = before.account().watch();
        RechargeWatch is = after.account().watch();
        if (is == null || is.lookAt() == null || (was != null && was.lookAt() != null)) {
            return;
        }
        boolean usedUp = newRows().stream().anyMatch(row -> row.type() == TransactionType.CHARGE);
        boolean resumed = pause(before) != null && pause(after) == null;
        boolean waitsForMonth = pause(after) == PauseReason.MONTHLY_LIMIT;
        boolean failed = command instanceof PurchaseCommand.EndTopUp;
        require(
                usedUp || resumed || waitsForMonth || failed || command instanceof PurchaseCommand.SwitchRechargeOn,
                "it is due");
    }

    private void proveAttempt(TopUp attempt, boolean stopped) {
        Recharge recharge = before.purchases().recharge();
        RechargeWatch watch = before.account().watch();
        if (recharge == null || watch == null || !recharge.enabled()) {
            broken.add("a card was charged while auto-recharge was off");
            return;
        }
        Amount total = after.account().total();
        Amount amount = attempt.amount();
        require(command instanceof PurchaseCommand.OpenRecharge, "an attempt was opened");
        require(!stopped, "the operator had stopped automatic charges; one was opened");
        require(recharge.numbers().threshold().isMoreThan(total), "with " + total + " an attempt was opened");
        require(TopUp.inRange(amount), "an attempt of " + amount + " was opened");
        require(
                !amount.isMoreThan(recharge.numbers().target().minus(total)),
                "more than up to the target was asked: " + amount);
        require(
                !amount.isMoreThan(watch.allowance().plus(used())),
                "more than the allowance of " + watch.allowance() + " was asked: " + amount);
        require(after.account().owed().isZero(), "something is owed, and an attempt was opened");
        require(!after.account().frozen(), "the account is frozen, and an attempt was opened");
        require(after.account().plan(now) == Plan.PRO, "without Pro an attempt was opened");
        require(
                after.purchases().disputes().stream().noneMatch(each -> each.state() == Dispute.State.OPEN),
                "a dispute is open, and an attempt was opened");
        require(
                before.purchases().topUps().stream().noneMatch(TopUp::underWay),
                "a payment is under way, and an attempt was opened");
        PauseReason pause = pause(before);
        require(pause == null || !pause.endedByCustomer(), "it is paused, and an attempt was opened");
        require(
                recharge.retryAt() == null || !now.isBefore(recharge.retryAt()),
                "the card was declined, and an attempt was opened before " + recharge.retryAt());
        proveClocks(attempt);
    }

    private void proveClocks(TopUp attempt) {
        long recent = before.purchases().topUps().stream()
                .filter(each -> each.kind() == TopUp.Kind.AUTOMATIC && counts(each))
                .filter(each -> each.openedAt().isAfter(attempt.openedAt().minus(DAY)))
                .count();
        require(recent < MOST_A_DAY, "after " + recent + " charges in a day an attempt was opened");
        Recharge recharge = after.purchases().recharge();
        Amount limit = recharge == null ? null : recharge.numbers().monthlyLimit();
        if (recharge != null && limit != null) {
            Amount charged = recharge.month().charged();
            require(!charged.isMoreThan(limit), "over the limit of the month " + charged + " was asked");
        }
    }
}
