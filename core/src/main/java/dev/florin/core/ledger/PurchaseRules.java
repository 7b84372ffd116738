package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.accounts.Plan;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Credit ordered, paid for, or not. */
final class PurchaseRules {
    /** Declined payments that an account may have in an hour, and in a day. */
    private static final int MOST_DECLINES_AN_HOUR = 5;

    private static final int MOST_DECLINES_A_DAY = 10;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final AccountBook book;
    private final PurchaseBook purchases;
    private final GrantRules grants;
    private final RechargeRules recharge;
    private final Instant now;

    PurchaseRules(AccountBook book, GrantRules grants, RechargeRules recharge, Instant now) {
        this.book = book;
        this.purchases = book.purchases();
        this.grants = grants;
        this.recharge = recharge;
        this.now = now;
    }

    /** One payment of an account is under way at a time; what cannot be booked is refused before anything is paid. */
    Outcome<TopUp> open(PurchaseCommand.OpenTopUp command) {
        if (book.frozen()) {
            return new Outcome.Refused<>(new Refusal.AccountFrozen());
        }
        if (book.plan(now) != Plan.PRO && book.owed().isZero()) {
            return new Outcome.Refused<>(new Refusal.SubscriptionRequired());
        }
        if (purchases.disputed()) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.AccountInDispute());
        }
        Optional<TopUp> underWay = purchases.underWay();
        if (underWay.isPresent()) {
            return new Outcome.Refused<>(
                    new Refusal.OfPurchase.TopUpInProgress(underWay.get().number()));
        }
        Optional<TopUp> checkout =
                purchases.openTopUps().stream().filter(TopUp::openCheckout).findFirst();
        if (checkout.isPresent()) {
            TopUp open = checkout.get();
            return open.amount().equals(command.amount())
                    ? new Outcome.Done<>(open)
                    : new Outcome.Refused<>(new Refusal.OfPurchase.CheckoutOpen(open.number()));
        }
        Optional<Refusal> refusal = refusal(command.amount());
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        TopUp topUp = TopUp.opened(
                purchases.nextTopUpNumber(),
                TopUp.Kind.MANUAL,
                command.amount(),
                now,
                command.card(),
                null,
                command.returnUrl());
        purchases.put(topUp);
        return new Outcome.Done<>(topUp);
    }

    private Optional<Refusal> refusal(Amount amount) {
        // Declined exactly a window ago is out of it: at the time that the refusal names, there is room.
        List<Instant> declines = purchases.records().declinesSince(now.minus(DAY)).stream()
                .filter(each -> each.isAfter(now.minus(DAY)))
                .toList();
        List<Instant> recent =
                declines.stream().filter(each -> each.isAfter(now.minus(HOUR))).toList();
        if (declines.size() >= MOST_DECLINES_A_DAY) {
            return Optional.of(new Refusal.OfPurchase.TooManyDeclines(
                    declines.get(declines.size() - MOST_DECLINES_A_DAY).plus(DAY)));
        }
        if (recent.size() >= MOST_DECLINES_AN_HOUR) {
            return Optional.of(new Refusal.OfPurchase.TooManyDeclines(
                    recent.get(recent.size() - MOST_DECLINES_AN_HOUR).plus(HOUR)));
        }
        return grants.tooLarge(amount) ? Optional.of(new Refusal.TotalTooLarge()) : Optional.empty();
    }

    Outcome<TopUp> advance(PurchaseCommand.AdvanceTopUp command) {
        TopUp topUp = purchases.topUp(command.topUp()).orElseThrow();
        if (topUp.state().isEnd()) {
            return new Outcome.Done<>(topUp);
        }
        TopUp heard = topUp.heard(command.state(), command.names());
        if (!heard.equals(topUp)) {
            purchases.put(heard);
            if (heard.state() == TopUp.State.REQUIRES_CONFIRMATION && heard.state() != topUp.state()) {
                purchases.announce(Event.TOP_UP_REQUIRES_CONFIRMATION, topUp.number());
            }
        }
        return new Outcome.Done<>(heard);
    }

    /** Credit is always the order's amount. What was paid is granted, also where its order had been given up meanwhile. */
    Outcome<TopUp> settle(PurchaseCommand.SettlePayment command) {
        TopUp topUp = purchases.topUp(command.topUp()).orElseThrow();
        if (topUp.state() == TopUp.State.SUCCEEDED) {
            return command.payment().equals(topUp.stripe().payment())
                    ? new Outcome.Done<>(topUp)
                    : new Outcome.Refused<>(new Refusal.OfPurchase.PaidTwice(topUp.number()));
        }
        if (grants.tooLarge(topUp.amount())) {
            return new Outcome.Refused<>(new Refusal.TotalTooLarge());
        }
        boolean automatic = topUp.kind() == TopUp.Kind.AUTOMATIC;
        Grant grant = newGrant(GrantKind.PAID, topUp.amount(), topUp.amount(), command.payment());
        TopUp paid = topUp.succeeded(command.payment(), grant.number(), now);
        purchases.put(paid);
        bring(grant, automatic ? TransactionType.AUTO_RECHARGE : TransactionType.TOP_UP, House.CASH, command.request());
        purchases.announce(automatic ? Event.AUTO_RECHARGE_SUCCEEDED : Event.TOP_UP_SUCCEEDED, topUp.number());
        if (automatic) {
            recharge.succeeded(topUp);
        }
        return new Outcome.Done<>(paid);
    }

    Outcome<TopUp> end(PurchaseCommand.EndTopUp command) {
        TopUp topUp = purchases.topUp(command.topUp()).orElseThrow();
        if (topUp.state().isEnd()) {
            return new Outcome.Done<>(topUp);
        }
        TopUp ended = topUp.ended(command.state(), command.failure(), now);
        purchases.put(ended);
        boolean automatic = topUp.kind() == TopUp.Kind.AUTOMATIC;
        if (ended.state() == TopUp.State.FAILED) {
            purchases.announce(automatic ? Event.AUTO_RECHARGE_FAILED : Event.TOP_UP_FAILED, topUp.number());
        }
        if (automatic) {
            recharge.failed(ended);
        }
        return new Outcome.Done<>(ended);
    }

    Grant newGrant(GrantKind kind, Amount amount, Amount paid, String source) {
        return new Grant(
                book.nextGrantNumber(), kind, amount, amount, paid, null, Grant.State.OPEN, source, book.moment(now));
    }

    /** Puts a new grant in its place, with its row; what is owed is paid from it at once. */
    void bring(Grant grant, TransactionType type, House house, Request request) {
        book.putGrant(grant, grant.amount());
        List<Draw> draws = new ArrayList<>();
        draws.add(new Draw(grant.number(), grant.amount(), Draw.Purpose.GRANTED));
        draws.addAll(book.payOwed());
        book.append(RowDraft.of(type, grant.amount(), house, draws, request).from(grant.source()), now);
        grants.giveUpEnded(request, null);
    }
}
