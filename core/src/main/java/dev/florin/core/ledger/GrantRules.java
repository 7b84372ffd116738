package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Credit given, taken back, and given back. */
final class GrantRules {
    private final AccountBook book;
    private final Limits limits;
    private final ClaimRules claims;
    private final Instant now;

    GrantRules(AccountBook book, Limits limits, ClaimRules claims, Instant now) {
        this.book = book;
        this.limits = limits;
        this.claims = claims;
        this.now = now;
    }

    Outcome<Grant> give(Command.GiveCredit command) {
        Instant expiresAt = Micros.cutIfThere(command.expiresAt());
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return new Outcome.Refused<>(new Refusal.ExpiryNotInFuture());
        }
        if (tooLarge(command.amount())) {
            return new Outcome.Refused<>(new Refusal.TotalTooLarge());
        }
        Instant createdAt = command.createdAt() == null ? book.moment(now) : Micros.cut(command.createdAt());
        Grant grant = new Grant(
                book.nextGrantNumber(),
                command.kind(),
                command.amount(),
                command.amount(),
                command.paid(),
                expiresAt,
                Grant.State.OPEN,
                command.request().source(),
                createdAt);
        book.putGrant(grant, grant.amount());
        if (expiresAt != null) {
            book.dueBy(expiresAt);
        }
        List<Draw> draws = new ArrayList<>();
        draws.add(new Draw(grant.number(), grant.amount(), Draw.Purpose.GRANTED));
        draws.addAll(book.payOwed());
        TransactionType type = command.kind() == GrantKind.BONUS ? TransactionType.BONUS : TransactionType.GRANT;
        book.append(
                RowDraft.of(type, grant.amount(), grant.kind().house(), draws, command.request())
                        .with(command.words()),
                now);
        book.purchases().announce(Event.GRANT_CREATED, grant.number());
        giveUpEnded(command.request(), null);
        return new Outcome.Done<>(book.grant(grant.number()).orElse(grant));
    }

    /** Takes back what is left; what a hold lies on follows when the hold ends. Twice answers the same. */
    Outcome<Grant> take(Command.VoidGrant command) {
        Grant grant = book.grant(command.grant()).orElseThrow();
        Optional<TopUp> paidBy = book.purchases().records().topUpOfGrant(grant.number());
        if (paidBy.isPresent()) {
            return new Outcome.Refused<>(
                    new Refusal.OfPurchase.RefundInstead(paidBy.get().number()));
        }
        if (grant.state() != Grant.State.OPEN) {
            return new Outcome.Done<>(grant);
        }
        book.grants().put(grant.ended(Grant.State.VOIDED));
        book.purchases().announce(Event.GRANT_VOIDED, grant.number());
        giveUpEnded(command.request(), command.words());
        return new Outcome.Done<>(book.grant(command.grant()).orElseThrow());
    }

    /** Takes from every ended grant, and for every claim, what no hold lies on any more, each with its row. */
    void giveUpEnded(Request request, @Nullable Text words) {
        Optional<BurnOrder.Freed> next = book.grants().firstFreed(book.held());
        while (next.isPresent()) {
            Grant grant = next.get().grant();
            Amount freed = next.get().amount();
            book.putGrant(grant.withRemaining(grant.remaining().minus(freed)), freed.negated());
            boolean expired = grant.state() == Grant.State.EXPIRED;
            book.append(
                    RowDraft.of(
                                    expired ? TransactionType.EXPIRY : TransactionType.VOID,
                                    freed.negated(),
                                    grant.kind().house(),
                                    List.of(new Draw(grant.number(), freed, Draw.Purpose.ENDED)),
                                    request)
                            .from("grant " + grant.number())
                            .with(words),
                    now);
            next = book.grants().firstFreed(book.held());
        }
        claims.takeFreed(request);
    }

    /** The last grant drawn on gets back first; the share of one that has ended comes as a new goodwill grant. */
    Outcome<Transaction> reverse(Command.Reverse command) {
        Transaction charge = book.records().transaction(command.charge()).orElseThrow();
        Amount already = book.records().reversedOf(command.charge());
        Amount left = charge.type() == TransactionType.CHARGE
                ? charge.amount().negated().minus(already)
                : Amount.ZERO;
        Amount amount = command.amount() == null ? left : command.amount();
        if (left.isZero() || amount.isMoreThan(left)) {
            return new Outcome.Refused<>(new Refusal.ReversalExceedsCharge(left));
        }
        if (tooLarge(amount)) {
            return new Outcome.Refused<>(new Refusal.TotalTooLarge());
        }
        List<Draw> draws = giveBack(charge, already, amount);
        draws.addAll(book.payOwed());
        book.purchases().used(amount.negated(), book.total(), now);
        Transaction.EndedHold hold = charge.hold();
        Transaction.Spending spending = charge.spending();
        limits.count(
                spending == null ? 0 : spending.keyNumber(),
                hold == null ? charge.createdAt() : hold.placedAt(),
                amount.negated(),
                Amount.ZERO);
        Transaction row = book.append(
                RowDraft.of(TransactionType.REVERSAL, amount, House.REVENUE, draws, command.request())
                        .reversing(command.charge())
                        .with(command.words()),
                now);
        book.purchases().announce(Event.CHARGE_REVERSED, row.sequence());
        giveUpEnded(command.request(), null);
        return new Outcome.Done<>(row);
    }

    private List<Draw> giveBack(Transaction charge, Amount already, Amount amount) {
        List<Draw> back = new ArrayList<>();
        Amount skip = already;
        Amount left = amount;
        Amount goodwill = Amount.ZERO;
        for (Draw draw : charge.draws().reversed()) {
            if (draw.purpose() != Draw.Purpose.CHARGE || left.isZero()) {
                continue;
            }
            Amount skipped = skip.min(draw.amount());
            skip = skip.minus(skipped);
            Amount share = draw.amount().minus(skipped).min(left);
            if (share.isZero()) {
                continue;
            }
            left = left.minus(share);
            Grant grant = book.grant(draw.grant()).orElseThrow();
            if (grant.hasEnded(now)) {
                goodwill = goodwill.plus(share);
            } else {
                book.putGrant(grant.withRemaining(grant.remaining().plus(share)), share);
                if (grant.expiresAt() != null) {
                    book.dueBy(grant.expiresAt()); // used up, it was not waited for any more
                }
                back.add(new Draw(grant.number(), share, Draw.Purpose.RETURNED));
            }
        }
        if (goodwill.isPositive()) {
            Grant instead = new Grant(
                    book.nextGrantNumber(),
                    GrantKind.GOODWILL,
                    goodwill,
                    goodwill,
                    Amount.ZERO,
                    null,
                    Grant.State.OPEN,
                    "reversal of " + charge.sequence(),
                    book.moment(now));
            book.putGrant(instead, goodwill);
            back.add(new Draw(instead.number(), goodwill, Draw.Purpose.GRANTED));
        }
        return back;
    }

    boolean tooLarge(Amount more) {
        // Not total + more: two amounts at the limit are beyond what a long holds.
        return more.isMoreThan(Amount.LIMIT.minus(book.total()));
    }
}
