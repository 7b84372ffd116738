package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Money that goes back: asked for here, the credit first and Stripe afterwards; or made at Stripe and booked when seen. */
final class RefundRules {
    /** How long after paying a customer may take unspent credit back without asking anybody. */
    private static final Duration BY_CUSTOMER = Duration.ofDays(14);

    private final AccountBook book;
    private final PurchaseBook purchases;
    private final ClaimRules claims;
    private final GrantRules grants;
    private final Instant now;

    RefundRules(AccountBook book, ClaimRules claims, GrantRules grants, Instant now) {
        this.book = book;
        this.purchases = book.purchases();
        this.claims = claims;
        this.grants = grants;
        this.now = now;
    }

    /** At most what is left of the payment's grant and under no hold, in whole cents. */
    Outcome<Refund> open(PurchaseCommand.OpenRefund command) {
        TopUp topUp = purchases.topUp(command.topUp()).orElseThrow();
        String payment = topUp.stripe().payment();
        Long grant = topUp.grant();
        if (payment == null || grant == null) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.RefundExceedsUnspent(Amount.ZERO));
        }
        if (purchases.records().disputesOf(payment).stream()
                .anyMatch(each -> each.countsFor(grant).isPositive())) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.AccountInDispute());
        }
        Instant paidAt = topUp.endedAt();
        boolean tooLate = command.byCustomer()
                && paidAt != null
                && paidAt.plus(BY_CUSTOMER).isBefore(now);
        Amount left = tooLate ? Amount.ZERO : TopUp.wholeCents(book.grants().free(grant, book.held()));
        Amount asked = command.amount();
        Amount amount = asked == null ? left : asked;
        if (left.isZero() || amount.isMoreThan(left)) {
            return new Outcome.Refused<>(new Refusal.OfPurchase.RefundExceedsUnspent(left));
        }
        long number = purchases.records().lastRefund() + 1;
        Part part = new Part(grant, amount, amount);
        Refund refund = new Refund(
                number, payment, topUp.number(), amount, List.of(part), false, null, Refund.State.ASKING, now);
        purchases.put(refund);
        List<Draw> draws = List.of(book.drawFrom(grant, amount, Draw.Purpose.ENDED));
        claims.row(TransactionType.REFUND, amount.negated(), House.CASH, draws, payment, command.request());
        return new Outcome.Done<>(refund);
    }

    Outcome<Refund> advance(PurchaseCommand.AdvanceRefund command) {
        Refund before = purchases.refund(command.refund()).orElseThrow();
        Refund refund = before.heard(command.state(), command.stripeId());
        if (refund.equals(before)) {
            return new Outcome.Done<>(before);
        }
        purchases.put(refund);
        if (before.state() == Refund.State.FAILED) {
            return new Outcome.Done<>(refund); // it was given back then; only its name is new
        }
        if (refund.state() == Refund.State.FAILED) {
            giveBack(refund, command.request());
            purchases.announce(Event.REFUND_FAILED, refund.number());
        } else if (before.state() == Refund.State.ASKING && refund.topUp() != null) {
            purchases.announce(Event.TOP_UP_REFUNDED, refund.topUp());
        }
        return new Outcome.Done<>(refund);
    }

    /** What was still owed because of it is owed no more; the rest of what it took comes back. */
    private void giveBack(Refund refund, Request request) {
        List<Draw> draws = new ArrayList<>();
        Amount struck = purchases.strike(Debt.Cause.REFUND, refund.number(), book.owed());
        book.owe(struck.negated());
        Amount sum = Amount.ZERO;
        for (Part part : refund.parts()) {
            Amount waiting = claims.claimed(Debt.Cause.REFUND, refund.number(), part.grant());
            Amount back = refund.topUp() == null ? part.taken() : part.amount().minus(waiting);
            claims.giveBack(part.grant(), refund.topUp() == null ? back : back.minus(struck), draws);
            claims.bonusTook(part.grant(), part.taken().negated());
            sum = sum.plus(back);
        }
        claims.dropClaims(Debt.Cause.REFUND, refund.number());
        draws.addAll(book.payOwed());
        House house = refund.topUp() == null ? House.BONUS : House.CASH;
        claims.row(TransactionType.REFUND_FAILED, sum, house, draws, ClaimRules.name(refund), request);
        grants.giveUpEnded(request, null);
    }

    /** Takes what is left of the payment's grant; what was spent becomes owed. A bonus gives its share, never more than is left. */
    Outcome<Refund> book(PurchaseCommand.BookRefund command) {
        Optional<Refund> known = purchases.records().refundCalled(command.stripeId());
        if (known.isPresent()) {
            return new Outcome.Done<>(known.get());
        }
        String payment = command.payment();
        Optional<TopUp> topUp = purchases.records().topUpPaidBy(payment);
        Amount before = purchases.records().refundsOf(payment).stream()
                .map(Refund::counts)
                .reduce(Amount.ZERO, Amount::plus);
        List<Part> parts = new ArrayList<>();
        for (Grant grant : claims.broughtBy(payment)) {
            Amount all = ClaimRules.share(grant.amount(), before.plus(command.money()), command.ofPayment());
            Amount some = ClaimRules.share(grant.amount(), before, command.ofPayment());
            Amount room = grant.amount()
                    .minus(claims.counted(payment, grant.number()))
                    .orZero();
            parts.add(new Part(grant.number(), all.minus(some).min(room), Amount.ZERO));
        }
        long number = purchases.records().lastRefund() + 1;
        List<Draw> draws = new ArrayList<>();
        Refund refund = new Refund(
                number,
                payment,
                topUp.map(TopUp::number).orElse(null),
                command.money(),
                parts,
                true,
                command.stripeId(),
                Refund.State.PENDING,
                now);
        if (topUp.isPresent()) {
            takeOrOwe(refund, draws, command.request());
            purchases.announce(Event.TOP_UP_REFUNDED, topUp.get().number());
        } else {
            takeBonus(refund, draws, command.request());
        }
        grants.giveUpEnded(command.request(), null);
        return new Outcome.Done<>(purchases.refund(number).orElseThrow());
    }

    private void takeOrOwe(Refund refund, List<Draw> draws, Request request) {
        List<Part> parts = claims.take(refund.parts(), Debt.Cause.REFUND, refund.number(), draws);
        Amount sum = Amount.ZERO;
        for (Part part : parts) {
            Amount waiting = claims.claimed(Debt.Cause.REFUND, refund.number(), part.grant());
            Amount now = part.amount().minus(waiting);
            draws.addAll(claims.owe(Debt.Cause.REFUND, refund.number(), part.grant(), now.minus(part.taken())));
            sum = sum.plus(now);
        }
        purchases.put(withParts(refund, parts));
        claims.row(TransactionType.REFUND, sum.negated(), House.CASH, draws, refund.payment(), request);
    }

    private void takeBonus(Refund refund, List<Draw> draws, Request request) {
        List<Part> parts = claims.take(refund.parts(), Debt.Cause.REFUND, refund.number(), draws);
        Refund taken = withParts(refund, parts);
        purchases.put(taken);
        Amount sum = parts.stream().map(Part::taken).reduce(Amount.ZERO, Amount::plus);
        House house = GrantKind.BONUS.house();
        claims.row(TransactionType.BONUS_RETURNED, sum.negated(), house, draws, ClaimRules.name(refund), request);
    }

    private static Refund withParts(Refund refund, List<Part> parts) {
        return new Refund(
                refund.number(),
                refund.payment(),
                refund.topUp(),
                refund.money(),
                parts,
                refund.madeAtStripe(),
                refund.stripeId(),
                refund.state(),
                refund.openedAt());
    }
}
