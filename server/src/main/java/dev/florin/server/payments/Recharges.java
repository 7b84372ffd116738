package dev.florin.server.payments;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charges saved cards with nobody there, where it is due and nothing stands against it. Thread-safe. */
public final class Recharges {
    private static final Logger LOG = LoggerFactory.getLogger(Recharges.class);

    /** Accounts looked at in one run's step. */
    private static final int AT_ONCE = 100;

    /** Stripe takes some 25 requests a second. */
    private static final int WORKERS = 8;

    private static final Request DUE = Asks.request("auto-recharge");

    private final Asks ledger;
    private final Purchases purchases;
    private final PaymentCards cards;
    private final TopUps topUps;

    Recharges(PaymentParts parts, TopUps topUps) {
        this.ledger = parts.ledger();
        this.purchases = parts.purchases();
        this.cards = parts.cards();
        this.topUps = topUps;
    }

    /** How a run went: accounts that were looked at, and charges that Stripe did not answer. */
    public record Run(long looked, long unanswered) {}

    /** Looks at every account that is due. */
    public Run run() {
        long looked = 0;
        long unanswered = 0;
        Set<AccountNumber> broken = ConcurrentHashMap.newKeySet();
        List<AccountNumber> due = due(broken);
        while (!due.isEmpty()) {
            looked += due.size();
            unanswered += Together.all(WORKERS, due, account -> look(account, broken)).stream()
                    .filter(answered -> !answered)
                    .count();
            due = due(broken);
        }
        return new Run(looked, unanswered);
    }

    /** Without those that broke in this run: none stands in the way of the others. */
    private List<AccountNumber> due(Set<AccountNumber> broken) {
        return purchases.dueRecharges(AT_ONCE + broken.size()).stream()
                .filter(each -> !broken.contains(each))
                .toList();
    }

    private boolean look(AccountNumber account, Set<AccountNumber> broken) {
        try {
            return look(account);
        } catch (RuntimeException e) {
            // Whatever broke, it is this account's: the next run tries again.
            LOG.error("auto-recharge broke account={}", account.number(), e);
            broken.add(account);
            return false;
        }
    }

    /** The ledger decides in one transaction whether the card is charged; false where Stripe has not answered. */
    private boolean look(AccountNumber account) {
        Optional<PaymentCards.Card> card = cards.defaultOf(account);
        TopUp.Card charged =
                card.map(each -> new TopUp.Card(each.id(), each.fingerprint())).orElse(null);
        Optional<TopUp> attempt = ledger.done(new PurchaseCommand.OpenRecharge(account, DUE, charged));
        return attempt.isEmpty() || topUps.pursue(account, attempt.get()).state() != TopUp.State.ASKING;
    }
}
