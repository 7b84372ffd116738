package dev.florin.simulation;

import dev.florin.core.accounts.House;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.PurchaseSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The proof of what is kept about payments: each brought its credit once, what took it away never took more, and what is owed,
 * claimed and frozen follows from the rows. Not thread-safe.
 */
final class PaymentProof {
    private final AccountSnapshot snapshot;
    private final PurchaseSnapshot purchases;
    private final Map<Long, Grant> grants = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    private PaymentProof(AccountSnapshot snapshot) {
        this.snapshot = snapshot;
        this.purchases = snapshot.purchases();
        snapshot.grants().forEach(grant -> grants.put(grant.number(), grant));
    }

    static List<String> broken(AccountSnapshot snapshot) {
        PaymentProof proof = new PaymentProof(snapshot);
        proof.proveTopUps();
        proof.proveUnderWay();
        proof.proveBonuses();
        proof.proveTakenBack();
        proof.proveDisputes();
        proof.proveRefunds();
        proof.proveDebts();
        proof.proveClaims();
        proof.proveRecharge();
        return proof.broken;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private Amount sum(TransactionType type, String source) {
        return snapshot.rows().stream()
                .filter(row -> row.type() == type && row.source().equals(source))
                .map(Transaction::amount)
                .reduce(Amount.ZERO, Amount::plus);
    }

    /** One grant and one row for each payment, of the order's amount. */
    private void proveTopUps() {
        Set<Long> brought = new HashSet<>();
        Set<String> payments = new HashSet<>();
        int paid = 0;
        for (TopUp topUp : purchases.topUps()) {
            String name = "top-up " + topUp.number();
            Long number = topUp.grant();
            if (number == null) {
                continue;
            }
            paid++;
            Grant grant = grants.get(number);
            String payment = String.valueOf(topUp.stripe().payment());
            require(brought.add(number), name + " shares its grant");
            require(payments.add(payment), name + " shares its payment");
            require(
                    grant != null
                            && grant.kind() == GrantKind.PAID
                            && grant.amount().equals(topUp.amount())
                            && grant.source().equals(payment),
                    name + " has another grant: " + grant);
            boolean automatic = topUp.kind() == TopUp.Kind.AUTOMATIC;
            TransactionType type = automatic ? TransactionType.AUTO_RECHARGE : TransactionType.TOP_UP;
            require(sum(type, payment).equals(topUp.amount()), name + " brought " + sum(type, payment));
        }
        long rows = snapshot.rows().stream()
                .filter(row -> row.type() == TransactionType.TOP_UP || row.type() == TransactionType.AUTO_RECHARGE)
                .count();
        require(rows == paid, rows + " rows bring what " + paid + " top-ups paid");
    }

    private void proveUnderWay() {
        List<TopUp> open = purchases.topUps().stream().filter(TopUp::underWay).toList();
        // A Checkout that was open beside it may turn out to be paid by a method that takes days.
        require(open.stream().filter(each -> each.card() != null).count() <= 1, "two payments are under way: " + open);
        List<TopUp> checkouts = purchases.topUps().stream()
                .filter(each -> each.card() == null && each.openCheckout())
                .toList();
        require(checkouts.size() <= 1, "two Checkouts are open: " + checkouts);
    }

    private void proveBonuses() {
        Set<Long> brought = new HashSet<>();
        for (Bonus bonus : purchases.bonuses()) {
            String name = "the bonus of " + bonus.invoice() + " " + bonus.line();
            Long number = bonus.grant();
            if (number != null) {
                Grant grant = grants.get(number);
                require(brought.add(number), name + " shares its grant");
                require(
                        grant != null
                                && grant.kind() == GrantKind.BONUS
                                && grant.amount().equals(bonus.granted()),
                        name + " has another grant: " + grant);
                Amount taken = taken(number);
                require(bonus.taken().equals(taken), name + " lost " + taken + ", not " + bonus.taken());
            }
        }
    }

    private Amount taken(long grant) {
        Amount taken = Amount.ZERO;
        for (Refund refund : purchases.refunds()) {
            taken = refund.state() == Refund.State.FAILED ? taken : taken.plus(takenOf(refund.parts(), grant));
        }
        for (Dispute dispute : purchases.disputes()) {
            boolean takes = dispute.state() == Dispute.State.OPEN || dispute.state() == Dispute.State.LOST;
            taken = takes ? taken.plus(takenOf(dispute.parts(), grant)) : taken;
        }
        return taken;
    }

    private static Amount takenOf(List<Part> parts, long grant) {
        return parts.stream()
                .filter(part -> part.grant() == grant)
                .map(Part::taken)
                .reduce(Amount.ZERO, Amount::plus);
    }

    /** Refunds and disputes of a payment never act on more of a grant than it was. */
    private void proveTakenBack() {
        Map<Long, Amount> acted = new HashMap<>();
        for (Refund refund : purchases.refunds()) {
            if (refund.state() != Refund.State.FAILED) {
                refund.parts().forEach(part -> acted.merge(part.grant(), part.amount(), Amount::plus));
            }
        }
        for (Dispute dispute : purchases.disputes()) {
            if (dispute.state() == Dispute.State.OPEN || dispute.state() == Dispute.State.LOST) {
                dispute.parts().forEach(part -> acted.merge(part.grant(), part.amount(), Amount::plus));
            }
        }
        acted.forEach((number, amount) -> {
            Grant grant = grants.get(number);
            require(
                    grant != null && !amount.isMoreThan(grant.amount()),
                    "refunds and disputes act on " + amount + " of " + grant);
        });
    }

    /** What is frozen is what the rows of open disputes took; one that was won gave all of it back. */
    private void proveDisputes() {
        for (Dispute dispute : purchases.disputes()) {
            String name = "dispute " + dispute.number() + " (" + dispute.state().code() + ")";
            Amount rows = sum(TransactionType.DISPUTE, dispute.stripeId()).negated();
            Amount won = sum(TransactionType.DISPUTE_WON, dispute.stripeId());
            Amount lost = sum(TransactionType.DISPUTE_LOST, dispute.stripeId()).negated();
            Amount taken = Amount.ZERO;
            Amount bought = Amount.ZERO;
            for (Part part : dispute.parts()) {
                taken = taken.plus(part.taken());
                Grant grant = grants.get(part.grant());
                if (grant != null && grant.kind() == GrantKind.PAID) {
                    bought = bought.plus(part.amount());
                }
            }
            switch (dispute.state()) {
                case INQUIRY -> require(rows.isZero(), name + " took " + rows);
                case OPEN -> require(rows.equals(taken), name + " has " + taken + " frozen, its rows took " + rows);
                case CLOSED, WON ->
                    require(rows.equals(won) && won.equals(taken), name + " took " + rows + " and gave " + won);
                case LOST -> {
                    Amount waits = waiting(Debt.Cause.DISPUTE, dispute.number());
                    Amount gone = rows.plus(lost);
                    require(
                            !bought.isPositive() || gone.plus(waits).equals(bought),
                            name + " took " + gone + " of " + bought + " and waits for " + waits);
                }
            }
            boolean givesBack = dispute.state() == Dispute.State.WON || dispute.state() == Dispute.State.CLOSED;
            require(givesBack || won.isZero(), name + " gave " + won + " back");
            require(dispute.state() == Dispute.State.LOST || lost.isZero(), name + " took " + lost + " as lost");
        }
    }

    private Amount waiting(Debt.Cause cause, long number) {
        return purchases.claims().stream()
                .filter(claim -> claim.cause() == cause && claim.number() == number)
                .map(Claim::amount)
                .reduce(Amount.ZERO, Amount::plus);
    }

    /** By the rows, refunds of a bought credit took what they act on; those that failed have given it back. */
    private void proveRefunds() {
        Map<String, Amount> acted = new HashMap<>();
        for (Refund refund : purchases.refunds()) {
            if (refund.topUp() != null && refund.state() != Refund.State.FAILED) {
                Amount all = refund.parts().stream().map(Part::amount).reduce(Amount.ZERO, Amount::plus);
                Amount now = all.minus(waiting(Debt.Cause.REFUND, refund.number()));
                acted.merge(refund.payment(), now, Amount::plus);
            }
        }
        Amount expected = acted.values().stream().reduce(Amount.ZERO, Amount::plus);
        Amount rows = Amount.ZERO;
        for (Transaction row : snapshot.rows()) {
            boolean ofBought = row.type() == TransactionType.REFUND
                    || (row.type() == TransactionType.REFUND_FAILED && row.house() == House.CASH);
            rows = ofBought ? rows.minus(row.amount()) : rows;
        }
        require(rows.equals(expected), "refunds act on " + expected + " of bought credit, by the rows " + rows);
    }

    private void proveDebts() {
        Amount sum = Amount.ZERO;
        for (Debt debt : purchases.debts()) {
            sum = sum.plus(debt.amount());
            require(debt.amount().isPositive(), "a debt of nothing is kept");
            boolean there = switch (debt.cause()) {
                case REFUND ->
                    purchases.refunds().stream()
                            .anyMatch(each -> each.number() == debt.number()
                                    && each.madeAtStripe()
                                    && each.state() != Refund.State.FAILED);
                case DISPUTE ->
                    purchases.disputes().stream()
                            .anyMatch(each -> each.number() == debt.number() && each.state() == Dispute.State.LOST);
            };
            require(there, "nothing made " + debt);
        }
        require(
                sum.equals(snapshot.account().owed()),
                "the debts sum to " + sum + ", owed is " + snapshot.account().owed());
    }

    /** What is claimed lies under holds: everything else was taken. */
    private void proveClaims() {
        Amount sum = Amount.ZERO;
        BurnOrder order = new BurnOrder(snapshot.grants());
        for (Claim claim : purchases.claims()) {
            sum = sum.plus(claim.amount());
            require(claim.amount().isPositive(), "a claim on nothing is kept");
            require(
                    order.free(claim.grant(), snapshot.account().held()).isZero(),
                    "no hold lies on what is claimed: " + claim);
            Grant grant = grants.get(claim.grant());
            require(
                    grant != null && !claim.amount().isMoreThan(grant.remaining()),
                    claim + " is more than what is left of " + grant);
        }
        require(
                sum.equals(snapshot.account().claimed()),
                "the claims sum to " + sum + ", claimed is "
                        + snapshot.account().claimed());
    }

    private void proveRecharge() {
        Recharge recharge = purchases.recharge();
        boolean watched = snapshot.account().watch() != null;
        require(watched == (recharge != null && recharge.enabled()), "auto-recharge is watched: " + watched);
        List<TopUp> automatic = purchases.topUps().stream()
                .filter(each -> each.kind() == TopUp.Kind.AUTOMATIC)
                .toList();
        Instant last = null;
        for (TopUp each : automatic) {
            require(
                    last == null || Duration.between(last, each.openedAt()).toSeconds() >= 60,
                    "top-up " + each.number() + " came within a minute");
            last = each.openedAt();
        }
        if (recharge != null) {
            Amount charged = Amount.ZERO;
            for (TopUp each : automatic) {
                boolean counts =
                        each.state() == TopUp.State.SUCCEEDED || !each.state().isEnd();
                boolean within = !each.openedAt().isBefore(recharge.month().start())
                        && each.openedAt().isBefore(recharge.month().end());
                charged = counts && within ? charged.plus(each.amount()) : charged;
            }
            require(
                    charged.equals(recharge.month().charged()),
                    "in the month " + charged + " was charged, counted is "
                            + recharge.month().charged());
        }
    }
}
