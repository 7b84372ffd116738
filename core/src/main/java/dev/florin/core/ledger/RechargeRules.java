package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.check.Check;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a card may be charged with nobody there. Every limit and the brake are looked at in the one transaction that opens
 * the attempt: so the sum of automatic charges is never more than settled usage, less reversals, plus what was missing to
 * the target at each switching on.
 */
final class RechargeRules {
    /** How soon it is asked again whether the operator's stop is over. */
    private static final Duration WHILE_STOPPED = Duration.ofMinutes(1);

    /** A month that a new time zone leaves shorter than this is counted together with the next. */
    private static final Duration SHORTEST_MONTH = Duration.ofDays(15);

    private final AccountBook book;
    private final PurchaseBook purchases;
    private final Instant now;

    RechargeRules(AccountBook book, Instant now) {
        this.book = book;
        this.purchases = book.purchases();
        this.now = now;
    }

    /** Switching on needs Pro and a card; the same numbers again change nothing, unless it is paused. */
    Outcome<Account> switchOn(PurchaseCommand.SwitchRechargeOn command) {
        if (book.frozen()) {
            return new Outcome.Refused<>(new Refusal.AccountFrozen());
        }
        if (book.plan(now) != Plan.PRO) {
            return new Outcome.Refused<>(new Refusal.SubscriptionRequired());
        }
        if (purchases.disputed()) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.AccountInDispute());
        }
        if (!command.hasCard()) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.NoPaymentMethod());
        }
        RechargeNumbers numbers = command.numbers();
        Optional<Recharge> before = purchases.recharge();
        boolean same = before.isPresent()
                && before.get().enabled()
                && before.get().numbers().equals(numbers);
        if (same) {
            PauseReason pause = before.get().pause();
            if (pause == null || !pause.endedByCustomer()) {
                return new Outcome.Done<>(book.account());
            }
            purchases.put(command.consent());
            resume(before.get().agreed(command.consent()), pause == PauseReason.FELL_WITHOUT_USE);
            return new Outcome.Done<>(book.account());
        }
        Recharge.Month month = before.map(this::month)
                .orElseGet(() -> new Recharge.Month(
                        Period.MONTH.start(now, book.zone()), Period.MONTH.end(now, book.zone()), Amount.ZERO));
        Instant lastOpenedAt = before.map(Recharge::lastOpenedAt).orElse(null);
        purchases.put(command.consent());
        purchases.put(new Recharge(true, numbers, command.consent(), null, 0, null, month, lastOpenedAt));
        purchases.setWatch(new RechargeWatch(numbers.threshold(), allowance(numbers), null, false));
        rouse(true);
        return new Outcome.Done<>(book.account());
    }

    /** Off is off: an attempt that is open stays the last. */
    Outcome<Account> switchOff() {
        purchases.recharge().filter(Recharge::enabled).ifPresent(recharge -> {
            purchases.put(recharge.off());
            purchases.setWatch(null);
        });
        return new Outcome.Done<>(book.account());
    }

    Outcome<Account> newCard() {
        purchases.recharge().filter(Recharge::enabled).ifPresent(recharge -> {
            PauseReason pause = recharge.pause();
            if (pause != null && pause.endedByNewCard()) {
                resume(recharge, false);
            } else if (recharge.retryAt() != null) {
                purchases.put(recharge.resumed().paused(pause)); // the declined card is not the one that would be tried
                rouse(false);
            }
        });
        return new Outcome.Done<>(book.account());
    }

    private void resume(Recharge recharge, boolean newAllowance) {
        purchases.put(recharge.resumed());
        purchases.announce(Event.AUTO_RECHARGE_RESUMED, 0);
        if (newAllowance) {
            purchases.setWatch(
                    new RechargeWatch(recharge.numbers().threshold(), allowance(recharge.numbers()), null, false));
        }
        rouse(true);
    }

    private Amount allowance(RechargeNumbers numbers) {
        Amount open = purchases.openTopUps().stream()
                .filter(each -> each.kind() == TopUp.Kind.AUTOMATIC)
                .map(TopUp::amount)
                .reduce(Amount.ZERO, Amount::plus);
        return numbers.target().minus(book.total()).minus(open).orZero();
    }

    /** Opens the attempt that is due, or says when to look again. */
    Outcome<Optional<TopUp>> open(PurchaseCommand.OpenRecharge command) {
        RechargeWatch watch = purchases.watch();
        if (watch == null || watch.asleep() || watch.lookAt() == null || now.isBefore(watch.lookAt())) {
            return nothing();
        }
        Recharge recharge = enabled();
        recharge = recharge.in(month(recharge));
        if (purchases.records().automaticChargesStopped()) {
            pause(recharge, PauseReason.STOPPED_BY_OPERATOR, now.plus(WHILE_STOPPED));
            return nothing();
        }
        Optional<PauseReason> blocked = blocked();
        if (blocked.isPresent()) {
            pause(recharge, blocked.get(), null);
            return nothing();
        }
        recharge = withoutOldPause(recharge);
        purchases.put(recharge);
        if (overdue() || purchases.underWay().isPresent()) {
            purchases.setWatch(watch.sleeping());
            return nothing();
        }
        if (!watch.threshold().isMoreThan(book.total())) {
            // A pause for the month is to end with the month, also where nothing is due then.
            boolean full = recharge.pause() == PauseReason.MONTHLY_LIMIT;
            purchases.setWatch(watch.awake(full ? recharge.month().end() : null));
            return nothing();
        }
        Instant earliest = earliest(recharge);
        if (earliest.isAfter(now)) {
            purchases.setWatch(watch.awake(earliest));
            return nothing();
        }
        return charge(recharge, watch, command.card());
    }

    /** A pause whose cause is gone is over; that of the month lasts while the month has no room. */
    private Recharge withoutOldPause(Recharge recharge) {
        PauseReason pause = recharge.pause();
        Amount left = recharge.leftOfMonth();
        boolean full = left != null && TopUp.LEAST.isMoreThan(left);
        if (pause == null || pause.endedByCustomer() || (pause == PauseReason.MONTHLY_LIMIT && full)) {
            return recharge;
        }
        purchases.announce(Event.AUTO_RECHARGE_RESUMED, 0);
        return recharge.paused(null);
    }

    private Outcome<Optional<TopUp>> charge(Recharge recharge, RechargeWatch watch, TopUp.@Nullable Card card) {
        Amount wanted = recharge.numbers().target().minus(book.total()).min(TopUp.MOST);
        Amount leftOfMonth = recharge.leftOfMonth();
        Amount asked = TopUp.wholeCents(leftOfMonth == null ? wanted : wanted.min(leftOfMonth));
        if (TopUp.LEAST.isMoreThan(asked)) {
            pause(recharge, PauseReason.MONTHLY_LIMIT, recharge.month().end());
            return nothing();
        }
        asked = TopUp.wholeCents(asked.min(watch.allowance()));
        if (TopUp.LEAST.isMoreThan(asked)) {
            pause(recharge, PauseReason.FELL_WITHOUT_USE, null);
            return nothing();
        }
        if (card == null) {
            pause(recharge, PauseReason.NO_PAYMENT_METHOD, null);
            return nothing();
        }
        TopUp attempt =
                TopUp.opened(purchases.nextTopUpNumber(), TopUp.Kind.AUTOMATIC, asked, now, card, book.total(), null);
        purchases.put(attempt);
        purchases.put(recharge.opened(asked, now));
        purchases.setWatch(watch.allowed(asked.negated()).answered());
        return new Outcome.Done<>(Optional.of(attempt));
    }

    /** What the clocks hold back: a minute between charges, three in a day, a declined card. */
    private Instant earliest(Recharge recharge) {
        Instant earliest = now;
        Instant last = recharge.lastOpenedAt();
        if (last != null) {
            earliest = later(earliest, last.plus(Recharge.LEAST_APART));
        }
        Instant retry = recharge.retryAt();
        if (retry != null) {
            earliest = later(earliest, retry);
        }
        // Opened exactly a window ago is out of it.
        List<Instant> recent = purchases.records().automaticSince(now.minus(Recharge.WINDOW)).stream()
                .filter(each -> each.isAfter(now.minus(Recharge.WINDOW)))
                .toList();
        if (recent.size() >= Recharge.MOST_IN_WINDOW) {
            earliest = later(
                    earliest,
                    recent.get(recent.size() - Recharge.MOST_IN_WINDOW).plus(Recharge.WINDOW));
        }
        return earliest;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** An attempt has brought its credit; {@code attempt} is how it stood before. */
    void succeeded(TopUp attempt) {
        Optional<Recharge> found = purchases.recharge();
        if (found.isEmpty()) {
            return;
        }
        Recharge recharge = found.get();
        if (attempt.state().isEnd()) { // given up, and paid after all: it counts again
            Recharge.Month month = recharge.month();
            if (!attempt.openedAt().isBefore(month.start())) {
                recharge = recharge.in(month.charged(attempt.amount()));
            }
            RechargeWatch watch = purchases.watch();
            if (watch != null) {
                purchases.setWatch(watch.allowed(attempt.amount().negated()));
            }
        }
        purchases.put(recharge.succeeded());
        rouse(false); // use that came meanwhile has made it due; a refund that came meanwhile has not
    }

    /** An attempt has failed: what it asked is allowed again, and the card is tried later, or not at all. */
    void failed(TopUp attempt) {
        Optional<Recharge> found = purchases.recharge();
        if (found.isEmpty()) {
            return;
        }
        Recharge recharge = found.get();
        if (!attempt.openedAt().isBefore(recharge.month().start())) {
            recharge = recharge.in(recharge.month().charged(attempt.amount().negated()));
        }
        purchases.put(recharge);
        RechargeWatch watch = purchases.watch();
        if (watch == null) {
            return;
        }
        purchases.setWatch(watch.allowed(attempt.amount()));
        Failure failure = attempt.failure();
        switch (failure == null ? Failure.Kind.NOT_ASKED : failure.kind()) {
            case SOFT_DECLINE -> {
                Recharge declined = recharge.declined(now);
                if (declined.pause() == PauseReason.DECLINED) {
                    pause(declined.paused(null), PauseReason.DECLINED, null);
                } else {
                    purchases.put(declined);
                    rouse(true);
                }
            }
            case HARD_DECLINE -> pause(recharge, PauseReason.DECLINED, null);
            case AUTHENTICATION_REQUIRED -> pause(recharge, PauseReason.AUTHENTICATION_REQUIRED, null);
            case NOT_ASKED -> rouse(true); // nobody's fault: it is tried again
        }
    }

    /**
     * After a command about payments, the plan or a freeze, or once nothing is owed any more: a pause begins with its cause and
     * ends with it.
     */
    void follow() {
        if (purchases.watch() == null) {
            return;
        }
        Recharge recharge = enabled();
        PauseReason pause = recharge.pause();
        if (pause != null && pause.endedByCustomer()) {
            return;
        }
        Optional<PauseReason> blocked = blocked();
        if (blocked.isPresent()) {
            if (pause != blocked.get()) {
                pause(recharge, blocked.get(), null);
            }
            return;
        }
        boolean ended = pause != null && pause != PauseReason.MONTHLY_LIMIT && pause != PauseReason.STOPPED_BY_OPERATOR;
        if (ended) {
            purchases.put(recharge.paused(null));
            purchases.announce(Event.AUTO_RECHARGE_RESUMED, 0);
        }
        rouse(ended);
    }

    /**
     * Looks now, where it is due.
     *
     * @param anew whether a total below the threshold makes it due; else only what was due before is
     */
    private void rouse(boolean anew) {
        RechargeWatch watch = purchases.watch();
        if (watch == null) {
            return;
        }
        boolean due = watch.lookAt() != null || (anew && watch.threshold().isMoreThan(book.total()));
        RechargeWatch awake = watch.awake(due ? now : null);
        boolean waits = overdue() || purchases.underWay().isPresent();
        purchases.setWatch(waits ? awake.sleeping() : awake);
    }

    private void pause(Recharge recharge, PauseReason why, @Nullable Instant lookAt) {
        if (recharge.pause() != why) {
            purchases.announce(Event.AUTO_RECHARGE_PAUSED, 0);
        }
        purchases.put(recharge.paused(why));
        RechargeWatch watch = Check.present(purchases.watch(), "the watch of an account whose auto-recharge is on");
        purchases.setWatch(lookAt == null ? watch.sleeping() : watch.awake(lookAt));
    }

    /** What holds it back that is not its own affair. */
    private Optional<PauseReason> blocked() {
        if (book.frozen()) {
            return Optional.of(PauseReason.ACCOUNT_FROZEN);
        }
        if (book.plan(now) != Plan.PRO) {
            return Optional.of(PauseReason.SUBSCRIPTION_ENDED);
        }
        if (book.owed().isPositive()) {
            return Optional.of(PauseReason.AMOUNT_OWED);
        }
        return purchases.disputed() ? Optional.of(PauseReason.DISPUTE) : Optional.empty();
    }

    /** Whether the subscription's own payment is overdue and nobody else vouches for the plan: automatic charges wait. */
    private boolean overdue() {
        PlanWord stripe = book.stripeWord();
        PlanWord host = book.word();
        return stripe != null && stripe.until() != null && PlanWord.either(host, null, now) != Plan.PRO;
    }

    /** The month that is counted now, in the time zone that the account had when it began. */
    private Recharge.Month month(Recharge recharge) {
        Recharge.Month last = recharge.month();
        if (now.isBefore(last.end())) {
            return last;
        }
        Instant start = later(last.end(), Period.MONTH.start(now, book.zone()));
        Instant end = Period.MONTH.end(now, book.zone());
        if (Duration.between(start, end).compareTo(SHORTEST_MONTH) < 0 && start.equals(last.end())) {
            end = Period.MONTH.end(end, book.zone());
        }
        return new Recharge.Month(start, end, Amount.ZERO);
    }

    private Recharge enabled() {
        return purchases.recharge().filter(Recharge::enabled).orElseThrow();
    }

    private static Outcome<Optional<TopUp>> nothing() {
        return new Outcome.Done<>(Optional.empty());
    }
}
