package dev.florin.server.web.billing;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Grant;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import dev.florin.server.payments.RechargeWords;
import dev.florin.server.storage.History;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.pages.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Payments for credit with what can be given back of each, by the ledger's own rule. Thread-safe. */
final class PurchaseList {
    /** How long a customer may take unspent credit back without asking anybody; the ledger's rule decides. */
    static final Duration BY_CUSTOMER = Duration.ofDays(14);

    /** More open grants than anybody has. */
    private static final int MOST_GRANTS = 1_000;

    /** A payment is refunded once or twice. */
    private static final int MOST_REFUNDS = 100;

    private final BillingParts parts;
    private final History history;

    PurchaseList(BillingParts parts) {
        this.parts = parts;
        this.history = new History(parts.database());
    }

    List<Grant> openGrants(AccountNumber account) {
        return history.openGrants(account, MOST_GRANTS);
    }

    /** The newest grants, with those that are used up. */
    List<Grant> newestGrants(AccountNumber account, int limit) {
        return history.grants(account, Slice.first(limit)).rows();
    }

    /** The newest, or those after one. */
    Listing<TopUp> topUps(AccountNumber account, Slice slice) {
        return parts.payments().purchases().topUps(account, false, slice);
    }

    List<Purchase> of(List<TopUp> topUps, Visit visit, Facts facts) {
        BurnOrder grants = new BurnOrder(openGrants(visit.account()));
        return topUps.stream().map(topUp -> of(topUp, visit, facts, grants)).toList();
    }

    Purchase of(TopUp topUp, Visit visit, Facts facts) {
        return of(List.of(topUp), visit, facts).getFirst();
    }

    private Purchase of(TopUp topUp, Visit visit, Facts facts, BurnOrder grants) {
        Instant ended = topUp.endedAt();
        Amount refundable = refundable(topUp, facts, grants, visit.account());
        return new Purchase(
                topUp,
                parts.ids().write(ObjectIds.Kind.TOP_UP, visit.account(), topUp.number()),
                visit.moment(ended == null ? topUp.openedAt() : ended),
                card(topUp, facts),
                refundable,
                topUp.state() == TopUp.State.SUCCEEDED ? refunded(visit.account(), topUp) : Amount.ZERO,
                refundable.isZero() || ended == null
                        ? ""
                        : visit.moment(ended.plus(BY_CUSTOMER)).day());
    }

    private static String card(TopUp topUp, Facts facts) {
        TopUp.Card charged = topUp.card();
        return Optional.ofNullable(charged)
                .flatMap(card -> facts.cards().stream()
                        .filter(each -> each.id().equals(card.id()))
                        .findFirst())
                .map(RechargeWords::card)
                .orElse(charged == null ? "Paid at Checkout" : "A card that was removed");
    }

    /** Zero too late, under a dispute, or where all of it is spent. */
    private Amount refundable(TopUp topUp, Facts facts, BurnOrder grants, AccountNumber account) {
        Long grant = topUp.grant();
        Instant ended = topUp.endedAt();
        String payment = topUp.stripe().payment();
        if (grant == null
                || ended == null
                || payment == null
                || ended.plus(BY_CUSTOMER).isBefore(facts.now())) {
            return Amount.ZERO;
        }
        Amount left = TopUp.wholeCents(grants.free(grant, facts.account().held()));
        if (left.isZero()) {
            return left;
        }
        Purchases purchases = parts.payments().purchases();
        boolean disputed = purchases.of(
                account,
                records -> records.disputesOf(payment).stream()
                        .anyMatch(each -> each.countsFor(grant).isPositive()));
        return disputed ? Amount.ZERO : left;
    }

    private Amount refunded(AccountNumber account, TopUp topUp) {
        return parts.payments().purchases().refundsOf(account, topUp.number(), MOST_REFUNDS).stream()
                .filter(refund -> refund.state() != Refund.State.FAILED)
                .map(Refund::money)
                .reduce(Amount.ZERO, Amount::plus)
                .min(topUp.amount());
    }

    int refunds(AccountNumber account, TopUp topUp) {
        return parts.payments()
                .purchases()
                .refundsOf(account, topUp.number(), MOST_REFUNDS)
                .size();
    }
}
