package dev.florin.server.payments;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.Purchases;
import java.util.List;
import java.util.Optional;

/** Charges saved cards with nobody there, where it is due and nothing stands against it. Thread-safe. */
public final class Recharges {
    /** Accounts looked at in one run's step. */
    private static final int AT_ONCE = 100;

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
        List<AccountNumber> due = purchases.dueRecharges(AT_ONCE);
        while (!due.isEmpty()) {
            for (AccountNumber account : due) {
                looked++;
                unanswered += look(account) ? 0 : 1;
            }
            due = purchases.dueRecharges(AT_ONCE);
        }
        return new Run(looked, unanswered);
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
