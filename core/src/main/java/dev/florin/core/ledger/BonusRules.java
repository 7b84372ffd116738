package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.House;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.Bonus;
import java.util.Comparator;
import java.util.List;

/** What a paid subscription invoice earns: each line once, less what overlapping periods have earned. */
final class BonusRules {
    private final AccountBook book;
    private final PurchaseBook purchases;
    private final PurchaseRules rules;

    BonusRules(AccountBook book, PurchaseRules rules) {
        this.book = book;
        this.purchases = book.purchases();
        this.rules = rules;
    }

    Outcome<Account> pay(PurchaseCommand.PayInvoice command) {
        List<Bonus> known = purchases.records().bonusesOf(command.invoice());
        List<PurchaseCommand.EarningLine> lines = command.lines().stream()
                .filter(line -> known.stream().noneMatch(bonus -> bonus.line().equals(line.id())))
                .sorted(Comparator.comparing(PurchaseCommand.EarningLine::start))
                .toList();
        for (PurchaseCommand.EarningLine line : lines) {
            earn(command, line);
        }
        return new Outcome.Done<>(book.account());
    }

    private void earn(PurchaseCommand.PayInvoice command, PurchaseCommand.EarningLine line) {
        List<Bonus> before = purchases.bonusesWithin(line.start(), line.end());
        Amount granted = Bonus.earned(line.full(), line.start(), line.end(), before);
        Long number = null;
        if (granted.isPositive()) {
            Grant grant = rules.newGrant(GrantKind.BONUS, granted, Amount.ZERO, command.invoice());
            number = grant.number();
            rules.bring(grant, TransactionType.BONUS, House.BONUS, command.request());
            purchases.announce(Event.GRANT_CREATED, number);
        }
        purchases.put(new Bonus(
                command.invoice(),
                line.id(),
                command.payment(),
                line.start(),
                line.end(),
                granted,
                Amount.ZERO,
                number));
    }
}
