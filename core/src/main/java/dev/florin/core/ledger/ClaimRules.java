package dev.florin.core.ledger;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a payment brought is taken away again, and comes back: the part that refunds and disputes share. A payment brought
 * one paid grant, or the bonus grants of its invoice. Together, refunds and disputes never take more of a grant than it was.
 */
final class ClaimRules {
    private final AccountBook book;
    private final PurchaseBook purchases;
    private final Instant now;

    ClaimRules(AccountBook book, Instant now) {
        this.book = book;
        this.purchases = book.purchases();
        this.now = now;
    }

    /** The grants that a payment brought. */
    List<Grant> broughtBy(String payment) {
        Optional<TopUp> topUp = purchases.records().topUpPaidBy(payment);
        if (topUp.isPresent()) {
            Long number = topUp.get().grant();
            return number == null ? List.of() : List.of(book.grant(number).orElseThrow());
        }
        List<Grant> brought = new ArrayList<>();
        for (Bonus bonus : purchases.records().bonusesPaidBy(payment)) {
            Long number = bonus.grant();
            if (number != null) {
                brought.add(book.grant(number).orElseThrow());
            }
        }
        return brought;
    }

    /** The share {@code some} of {@code all} of an amount, half up to a nano-dollar. */
    static Amount share(Amount of, Amount some, Amount all) {
        if (!all.isMoreThan(some)) {
            return of;
        }
        BigInteger twice = BigInteger.valueOf(of.nanos())
                .multiply(BigInteger.valueOf(some.nanos()))
                .shiftLeft(1);
        BigInteger whole = BigInteger.valueOf(all.nanos());
        return Amount.ofNanos(twice.add(whole).divide(whole.shiftLeft(1)).longValueExact());
    }

    /** What refunds and disputes have taken, or may take, of a grant that {@code payment} brought. */
    Amount counted(String payment, long grant) {
        Amount refunded = purchases.records().refundsOf(payment).stream()
                .map(each -> each.countsFor(grant))
                .reduce(Amount.ZERO, Amount::plus);
        return purchases.records().disputesOf(payment).stream()
                .map(each -> each.countsFor(grant))
                .reduce(refunded, Amount::plus);
    }

    /** Takes what no hold lies on of each part; the rest of what is left follows when the holds end. */
    List<Part> take(List<Part> parts, Debt.Cause cause, long number, List<Draw> draws) {
        List<Part> taken = new ArrayList<>();
        for (Part part : parts) {
            Amount left = book.grant(part.grant()).orElseThrow().remaining();
            Amount free = book.grants().free(part.grant(), book.held()).min(part.amount());
            if (free.isPositive()) {
                draws.add(book.drawFrom(part.grant(), free, Draw.Purpose.ENDED));
            }
            Amount later = part.amount().min(left).minus(free);
            if (later.isPositive()) {
                purchases.addClaim(new Claim(cause, number, part.grant(), later));
            }
            bonusTook(part.grant(), free);
            taken.add(part.took(free));
        }
        return taken;
    }

    /** Gives credit back to its grant, or as goodwill where that has ended meanwhile. */
    void giveBack(long number, Amount amount, List<Draw> draws) {
        if (amount.isZero()) {
            return;
        }
        Grant grant = book.grant(number).orElseThrow();
        Amount room = grant.hasEnded(now)
                ? Amount.ZERO
                : grant.amount().minus(grant.remaining()).min(amount);
        if (room.isPositive()) {
            book.putGrant(grant.withRemaining(grant.remaining().plus(room)), room);
            draws.add(new Draw(number, room, Draw.Purpose.RETURNED));
        }
        Amount rest = amount.minus(room);
        if (rest.isPositive()) {
            Grant instead = new Grant(
                    book.nextGrantNumber(),
                    GrantKind.GOODWILL,
                    rest,
                    rest,
                    Amount.ZERO,
                    null,
                    Grant.State.OPEN,
                    "returned of grant " + number,
                    book.moment(now));
            book.putGrant(instead, rest);
            draws.add(new Draw(instead.number(), rest, Draw.Purpose.GRANTED));
        }
    }

    /** A bonus keeps less, or more where {@code more} is negative. */
    void bonusTook(long grant, Amount more) {
        if (more.isZero()) {
            return;
        }
        purchases.bonusOf(grant).ifPresent(bonus -> purchases.put(bonus.took(more)));
    }

    /** Takes what is claimed as far as no hold lies on it any more, each with its row. */
    void takeFreed(Request request) {
        if (book.purchases().claimed().isZero()) {
            return;
        }
        for (Claim claim : List.copyOf(purchases.claims())) {
            Amount left = book.grant(claim.grant()).orElseThrow().remaining();
            Amount free = book.grants().free(claim.grant(), book.held()).min(claim.amount());
            Amount still = claim.amount().min(left).minus(free);
            if (!still.equals(claim.amount())) {
                Amount spent = claim.amount().minus(still).minus(free);
                purchases.changeClaim(claim, claim.taken(free.plus(spent)));
                carryOut(claim, free, spent, request);
            }
        }
    }

    /** {@code spent} of a claim is there no more: of bought credit that is gone for good, it becomes owed. */
    private void carryOut(Claim claim, Amount free, Amount spent, Request request) {
        List<Draw> draws = new ArrayList<>();
        if (free.isPositive()) {
            draws.add(book.drawFrom(claim.grant(), free, Draw.Purpose.ENDED));
            bonusTook(claim.grant(), free);
        }
        Source source = took(claim, free);
        Amount owed = source.owesWhatWasSpent ? spent : Amount.ZERO;
        draws.addAll(owe(claim.cause(), claim.number(), claim.grant(), owed));
        row(source.type, free.plus(owed).negated(), source.house, draws, source.name, request);
    }

    /** What the row of a taken claim says. */
    private record Source(TransactionType type, House house, String name, boolean owesWhatWasSpent) {}

    private Source took(Claim claim, Amount free) {
        boolean bought = book.grant(claim.grant()).orElseThrow().kind() == GrantKind.PAID;
        return switch (claim.cause()) {
            case DISPUTE -> {
                Dispute dispute = purchases.dispute(claim.number()).orElseThrow();
                purchases.put(dispute.took(claim.grant(), free));
                boolean lost = dispute.state() == Dispute.State.LOST;
                TransactionType type = lost ? TransactionType.DISPUTE_LOST : TransactionType.DISPUTE;
                yield new Source(type, House.DISPUTE, dispute.stripeId(), lost && bought);
            }
            case REFUND -> {
                Refund refund = purchases.refund(claim.number()).orElseThrow();
                purchases.put(refund.took(claim.grant(), free));
                yield bought
                        ? new Source(TransactionType.REFUND, House.CASH, refund.payment(), true)
                        : new Source(TransactionType.BONUS_RETURNED, House.BONUS, name(refund), false);
            }
        };
    }

    static String name(Refund refund) {
        String stripeId = refund.stripeId();
        return stripeId == null ? "refund " + refund.number() : stripeId;
    }

    /** What is still to be taken out of a grant for a refund or a dispute. */
    Amount claimed(Debt.Cause cause, long number, long grant) {
        return purchases.claims().stream()
                .filter(each -> each.cause() == cause && each.number() == number && each.grant() == grant)
                .map(Claim::amount)
                .reduce(Amount.ZERO, Amount::plus);
    }

    /** Nothing is claimed for a refund or a dispute any more. */
    void dropClaims(Debt.Cause cause, long number) {
        for (Claim claim : List.copyOf(purchases.claims())) {
            if (claim.cause() == cause && claim.number() == number) {
                purchases.changeClaim(claim, claim.taken(claim.amount()));
            }
        }
    }

    /** Makes a debt, and pays of it what can be paid at once. */
    List<Draw> owe(Debt.Cause cause, long number, long grant, Amount amount) {
        if (amount.isZero()) {
            return List.of();
        }
        purchases.addDebt(new Debt(cause, number, grant, amount), book.owed());
        book.owe(amount);
        return book.payOwed();
    }

    /** The row of something that came from Stripe; none where nothing moved. */
    void row(
            TransactionType type,
            Amount amount,
            House house,
            List<Draw> draws,
            @Nullable String source,
            Request request) {
        if (!amount.isZero()) {
            RowDraft draft = RowDraft.of(type, amount, house, draws, request);
            book.append(source == null ? draft : draft.from(source), now);
        }
    }
}
