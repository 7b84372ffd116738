package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.House;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.Draw;
import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Plan, freeze, limits, time zone, and the end of an account. */
final class AccountRules {
    private final AccountBook book;
    private final Limits limits;
    private final GrantRules grants;
    private final RechargeRules recharge;
    private final Instant now;

    AccountRules(AccountBook book, Limits limits, GrantRules grants, RechargeRules recharge, Instant now) {
        this.book = book;
        this.limits = limits;
        this.grants = grants;
        this.recharge = recharge;
        this.now = now;
    }

    Outcome<Account> setPlan(Command.SetPlan command) {
        PlanWord word = command.word();
        book.setWord(new PlanWord(word.plan(), Micros.cutIfThere(word.until())));
        return done();
    }

    Outcome<Account> setSubscription(PurchaseCommand.SetSubscription command) {
        PlanWord word = command.word();
        book.setStripeWord(word == null ? null : new PlanWord(word.plan(), Micros.cutIfThere(word.until())));
        return done();
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
        limits.recount();
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
        book.setDeleted();
        return done();
    }

    private Outcome<Account> done() {
        return new Outcome.Done<>(book.account());
    }
}
