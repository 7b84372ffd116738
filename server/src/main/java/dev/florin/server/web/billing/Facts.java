package dev.florin.server.web.billing;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Plan;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.Balance;
import dev.florin.server.storage.PaymentCards.Card;
import dev.florin.server.storage.SubscriptionRecords.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a customer's billing page is computed from, read at one moment.
 *
 * @param frozen what open disputes have frozen
 * @param running calls that have set something aside
 * @param cards the default first
 * @param recharge absent where it was never on
 * @param stopped whether the operator has stopped all automatic charges
 * @param subscription the one that counts, if there ever was one
 * @param open purchases that have not ended, oldest first
 * @param stripeAway whether Stripe did not answer when it was asked last
 * @param lastPurchase number of the newest that the customer started; 0 before the first
 */
record Facts(
        Account account,
        Instant now,
        Balance balance,
        Amount frozen,
        int running,
        List<Card> cards,
        @Nullable Recharge recharge,
        boolean stopped,
        @Nullable Subscription subscription,
        List<TopUp> open,
        boolean stripeAway,
        long lastPurchase) {
    Facts {
        cards = List.copyOf(cards);
        open = List.copyOf(open);
    }

    boolean isPro() {
        return account.plan(now) == Plan.PRO;
    }

    /** What the customer is told to have: nothing of it where something is owed. */
    Amount total() {
        return account.balance();
    }

    Optional<Card> chargedCard() {
        return cards.stream().filter(Card::isDefault).findFirst();
    }

    @Nullable
    String cardWords() {
        return chargedCard().map(RechargeWords::card).orElse(null);
    }

    boolean isRechargeOn() {
        return recharge != null && recharge.enabled();
    }

    @Nullable
    PauseReason pause() {
        return recharge == null ? null : RechargeWords.pause(account, recharge, stopped, now);
    }

    String whatHappensNext() {
        return RechargeWords.sentence(recharge, pause(), cardWords(), now);
    }

    /** A payment that may still become one: nothing else can be bought meanwhile. */
    Optional<TopUp> underWay() {
        return open.stream().filter(TopUp::underWay).findFirst();
    }
}
