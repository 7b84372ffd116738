package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A payment that the customer's bank takes back. One dispute acts once. */
final class DisputeRules {
    private final AccountBook book;
    private final PurchaseBook purchases;
    private final ClaimRules claims;
    private final GrantRules grants;
    private final Instant now;

    DisputeRules(AccountBook book, ClaimRules claims, GrantRules grants, Instant now) {
        this.book = book;
        this.purchases = book.purchases();
        this.claims = claims;
        this.grants = grants;
        this.now = now;
    }

    /** Freezes what is left of the disputed amount; an inquiry is only noted. */
    Outcome<Dispute> open(PurchaseCommand.OpenDispute command) {
        Optional<Dispute> known = purchases.records().disputeCalled(command.stripeId());
        if (known.isPresent() && (known.get().state() != Dispute.State.INQUIRY || command.inquiry())) {
            return new Outcome.Done<>(known.get());
        }
        Dispute dispute = known.orElseGet(() -> new Dispute(
                purchases.records().lastDispute() + 1,
                command.stripeId(),
                command.payment(),
                List.of(),
                Dispute.State.INQUIRY,
                now));
        if (!command.inquiry()) {
            dispute = freeze(dispute, command);
        }
        purchases.put(dispute);
        purchases
                .records()
                .topUpPaidBy(command.payment())
                .map(TopUp::number)
                .ifPresent(number -> purchases.announce(Event.TOP_UP_DISPUTED, number));
        grants.giveUpEnded(command.request(), null);
        return new Outcome.Done<>(dispute);
    }

    private Dispute freeze(Dispute dispute, PurchaseCommand.OpenDispute command) {
        List<Part> parts = new ArrayList<>();
        for (Grant grant : claims.broughtBy(command.payment())) {
            Amount share = ClaimRules.share(grant.amount(), command.money(), command.ofPayment());
            Amount room = grant.amount()
                    .minus(claims.counted(command.payment(), grant.number()))
                    .orZero();
            parts.add(new Part(grant.number(), share.min(room), Amount.ZERO));
        }
        List<Draw> draws = new ArrayList<>();
        List<Part> taken = claims.take(parts, Debt.Cause.DISPUTE, dispute.number(), draws);
        Amount sum = taken.stream().map(Part::taken).reduce(Amount.ZERO, Amount::plus);
        claims.row(TransactionType.DISPUTE, sum.negated(), House.DISPUTE, draws, dispute.stripeId(), command.request());
        return dispute.inEarnest(taken);
    }

    Outcome<Dispute> end(PurchaseCommand.EndDispute command) {
        Dispute before = purchases.disputeCalled(command.stripeId()).orElseThrow();
        if (before.state().isEnd()) {
            return new Outcome.Done<>(before);
        }
        Dispute.State how = before.state() == Dispute.State.INQUIRY ? Dispute.State.CLOSED : command.state();
        Dispute ended = before.ended(how);
        purchases.put(ended);
        switch (how) {
            case LOST -> lose(before, command.request());
            case WON, CLOSED -> {
                claims.dropClaims(Debt.Cause.DISPUTE, before.number());
                giveBack(before, command.request());
            }
            case INQUIRY, OPEN -> throw new IllegalStateException("not an end of a dispute");
        }
        grants.giveUpEnded(command.request(), null);
        return new Outcome.Done<>(ended);
    }

    private void giveBack(Dispute dispute, Request request) {
        List<Draw> draws = new ArrayList<>();
        Amount sum = Amount.ZERO;
        for (Part part : dispute.parts()) {
            claims.giveBack(part.grant(), part.taken(), draws);
            claims.bonusTook(part.grant(), part.taken().negated());
            sum = sum.plus(part.taken());
        }
        draws.addAll(book.payOwed());
        claims.row(TransactionType.DISPUTE_WON, sum, House.DISPUTE, draws, dispute.stripeId(), request);
    }

    /**
     * The frozen part is gone already, and what a hold lies on still follows when it ends; what had been spent is taken, or
     * owed. A spent bonus is never owed.
     */
    private void lose(Dispute dispute, Request request) {
        for (Part part : dispute.parts()) {
            Grant grant = book.grant(part.grant()).orElseThrow();
            Amount waiting = claims.claimed(Debt.Cause.DISPUTE, dispute.number(), part.grant());
            Amount spent = part.amount().minus(part.taken()).minus(waiting);
            if (grant.kind() == GrantKind.PAID && spent.isPositive()) {
                List<Draw> draws = claims.owe(Debt.Cause.DISPUTE, dispute.number(), grant.number(), spent);
                claims.row(
                        TransactionType.DISPUTE_LOST,
                        spent.negated(),
                        House.DISPUTE,
                        draws,
                        dispute.stripeId(),
                        request);
            }
        }
    }
}
