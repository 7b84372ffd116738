package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.House;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.Draw;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plan, freeze, limits, time zone, and the end of an account. */
final class AccountRules {
    private final AccountBook book;
    private final Limits limits;
    private final KeyRules keys;
    private final GrantRules grants;
    private final RechargeRules recharge;
    private final Instant now;

    AccountRules(
            AccountBook book, Limits limits, KeyRules keys, GrantRules grants, RechargeRules recharge, Instant now) {
        this.book = book;
        this.limits = limits;
        this.keys = keys;
        this.grants = grants;
        this.recharge = recharge;
        this.now = now;
    }

    Outcome<Account> setPlan(Command.SetPlan command) {
        book.setWord(lasting(command.word()));
        return done();
    }

    Outcome<Account> setSubscription(PurchaseCommand.SetSubscription command) {
        book.setStripeWord(lasting(command.word()));
        return done();
    }

    /** A word whose time is over counts no more; where it was the last that said Pro, that is told, once. */
    void endPlan() {
        PlanWord word = book.word();
        PlanWord stripe = book.stripeWord();
        if (!isOver(word) && !isOver(stripe)) {
            return;
        }
        boolean saidPro = (word != null && word.plan() == Plan.PRO) || (stripe != null && stripe.plan() == Plan.PRO);
        book.setWord(lasting(word));
        book.setStripeWord(lasting(stripe));
        if (saidPro && book.plan(now) != Plan.PRO) {
            recharge.follow();
            book.purchases().announce(Event.SUBSCRIPTION_ENDED, 0);
        }
    }

    private @Nullable PlanWord lasting(@Nullable PlanWord word) {
        return word == null || isOver(word) ? null : new PlanWord(word.plan(), Micros.cutIfThere(word.until()));
    }

    private boolean isOver(@Nullable PlanWord word) {
        Instant until = word == null ? null : word.until();
        return until != null && !now.isBefore(Micros.cut(until));
    }

    Outcome<Account> setFrozen(Command.SetFrozen command) {
        book.setFrozen(command.frozen());
        return done();
    }

    Outcome<Account> setLimits(Command.SetLimits command) {
        book.setLimits(command.limits());
        limits.recount();
        return done();
    }

    Outcome<Account> setZone(Command.SetZone command) {
        book.setZone(command.zone());
        limits.recountAll();
        return done();
    }

    /** Nothing may hang on an account that ends; only its balance can be given up. */
    Outcome<Account> delete(Command.DeleteAccount command) {
        List<String> blockers = new ArrayList<>();
        Amount total = book.total();
        if (total.isPositive() && !command.forfeit()) {
            blockers.add("balance");
        }
        if (book.records().nextHoldExpiry(now).isPresent()) {
            blockers.add("hold");
        }
        PlanWord subscription = book.stripeWord();
        if (subscription != null && subscription.at(now) == Plan.PRO) {
            blockers.add("subscription");
        }
        if (!book.purchases().openTopUps().isEmpty()) {
            blockers.add("open_payment");
        }
        if (book.purchases().disputed()) {
            blockers.add("dispute");
        }
        if (!blockers.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.AccountNotEmpty(List.copyOf(blockers)));
        }
        if (total.isPositive()) {
            List<Draw> draws = book.draw(total, Draw.Purpose.ENDED);
            book.append(
                    RowDraft.of(TransactionType.FORFEIT, total.negated(), House.REVENUE, draws, command.request()),
                    now);
            grants.giveUpEnded(command.request(), null);
        }
        book.setNextDue(null);
        recharge.switchOff();
        keys.endAll();
        book.setDeleted();
        return done();
    }

    private Outcome<Account> done() {
        return new Outcome.Done<>(book.account());
    }
}
