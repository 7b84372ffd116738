package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.check.Check;
import dev.florin.core.grants.BurnOrder;
import dev.florin.core.grants.Draw;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One account's payments while commands about it are decided: what the rules have changed, over what was recorded before.
 * Not thread-safe.
 */
final class PurchaseBook {
    private final Supplier<PurchaseRecords> records;
    private final Map<Long, TopUp> topUps = new TreeMap<>();
    private final Map<Long, Refund> refunds = new TreeMap<>();
    private final Map<Long, Dispute> disputes = new TreeMap<>();
    private final Map<String, Bonus> bonuses = new TreeMap<>();
    private final List<Consent> consents = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private @Nullable List<Claim> claims;
    private @Nullable List<Debt> debts;
    private @Nullable Recharge recharge;
    private @Nullable RechargeWatch watch;
    private Amount claimed;

    PurchaseBook(Account account, Supplier<PurchaseRecords> records) {
        this.records = records;
        this.watch = account.watch();
        this.claimed = account.claimed();
    }

    PurchaseRecords records() {
        return records.get();
    }

    @Nullable
    RechargeWatch watch() {
        return watch;
    }

    void setWatch(@Nullable RechargeWatch now) {
        watch = now;
    }

    /** Usage was charged and left {@code total}, or given back where {@code amount} is negative. */
    void used(Amount amount, Amount total, Instant now) {
        RechargeWatch before = watch;
        if (before != null && !amount.isZero()) {
            watch = amount.isNegative() ? before.allowed(amount) : before.spent(amount, total, now);
        }
    }

    Amount claimed() {
        return claimed;
    }

    void announce(Announcement.Event event, long number) {
        announcements.add(new Announcement(event, number));
    }

    Optional<TopUp> topUp(long number) {
        TopUp known = topUps.get(number);
        return known != null ? Optional.of(known) : records().topUp(number);
    }

    /** Those that have not ended, as they stand now. */
    List<TopUp> openTopUps() {
        Map<Long, TopUp> open = new TreeMap<>();
        records().openTopUps().forEach(each -> open.put(each.number(), each));
        open.putAll(topUps);
        return open.values().stream().filter(each -> !each.state().isEnd()).toList();
    }

    /** The payment that others wait for. */
    Optional<TopUp> underWay() {
        return openTopUps().stream().filter(TopUp::underWay).findFirst();
    }

    long nextTopUpNumber() {
        return Math.max(records().lastTopUp(), topUps.keySet().stream().reduce(0L, Math::max)) + 1;
    }

    void put(TopUp topUp) {
        topUps.put(topUp.number(), topUp);
    }

    Optional<Refund> refund(long number) {
        Refund known = refunds.get(number);
        return known != null ? Optional.of(known) : records().refund(number);
    }

    void put(Refund refund) {
        refunds.put(refund.number(), refund);
    }

    Optional<Dispute> dispute(long number) {
        Dispute known = disputes.get(number);
        return known != null ? Optional.of(known) : records().dispute(number);
    }

    /** As it stands now: what fell due just before may have taken more for it. */
    Optional<Dispute> disputeCalled(String stripeId) {
        return records().disputeCalled(stripeId).map(each -> disputes.getOrDefault(each.number(), each));
    }

    void put(Dispute dispute) {
        disputes.put(dispute.number(), dispute);
    }

    boolean disputed() {
        return records().openDisputes().stream()
                        .map(each -> disputes.getOrDefault(each.number(), each))
                        .anyMatch(each -> each.state() == Dispute.State.OPEN)
                || disputes.values().stream().anyMatch(each -> each.state() == Dispute.State.OPEN);
    }

    void put(Bonus bonus) {
        bonuses.put(name(bonus), bonus);
    }

    /** The bonus that brought a grant, as it stands now. */
    Optional<Bonus> bonusOf(long grant) {
        return bonuses.values().stream()
                .filter(each -> each.grant() != null && each.grant() == grant)
                .findFirst()
                .or(() -> records().bonusOfGrant(grant));
    }

    /** What periods earned that share time with this one, as it stands now. */
    List<Bonus> bonusesWithin(Instant start, Instant end) {
        Map<String, Bonus> within = new TreeMap<>();
        records().bonusesWithin(start, end).forEach(each -> within.put(name(each), each));
        within.putAll(bonuses); // those without common time earned nothing of it
        return List.copyOf(within.values());
    }

    private static String name(Bonus bonus) {
        return bonus.invoice() + " " + bonus.line();
    }

    Optional<Recharge> recharge() {
        return recharge != null ? Optional.of(recharge) : records().recharge();
    }

    void put(Recharge now) {
        recharge = now;
    }

    void put(Consent consent) {
        consents.add(consent);
    }

    List<Claim> claims() {
        List<Claim> known = claims;
        if (known == null) {
            known = claimed.isZero()
                    ? new ArrayList<>()
                    : new ArrayList<>(records().claims());
            claims = known;
        }
        return known;
    }

    void addClaim(Claim claim) {
        claims().add(claim);
        claimed = claimed.plus(claim.amount());
    }

    /** Another state of a claim; one with nothing left is gone. */
    void changeClaim(Claim before, Claim after) {
        List<Claim> known = claims();
        int place = known.indexOf(before);
        Check.invariant(place >= 0, "an unknown claim is changed");
        claimed = claimed.minus(before.amount()).plus(after.amount());
        if (after.amount().isZero()) {
            known.remove(place);
        } else {
            known.set(place, after);
        }
    }

    /** {@code owed} is what the account owes before. */
    void addDebt(Debt debt, Amount owed) {
        debts(owed).add(debt);
    }

    List<Debt> debts(Amount owed) {
        List<Debt> known = debts;
        if (known == null) {
            known = owed.isZero()
                    ? new ArrayList<>()
                    : new ArrayList<>(records().debts());
            debts = known;
        }
        return known;
    }

    /** Pays {@code paying} of what is owed: each debt from its payment's own grant first, then in burn order. */
    List<Draw> pay(Amount paying, Amount owed, BurnOrder grants) {
        List<Draw> draws = new ArrayList<>();
        List<Debt> left = new ArrayList<>();
        Amount rest = paying;
        for (Debt debt : debts(owed)) {
            Amount part = debt.amount().min(rest);
            rest = rest.minus(part);
            Amount ofOwn = grants.find(debt.grant())
                    .map(grant -> grant.remaining().min(part))
                    .orElse(Amount.ZERO);
            if (ofOwn.isPositive()) {
                draws.add(grants.drawFrom(debt.grant(), ofOwn, Draw.Purpose.OWED));
            }
            draws.addAll(grants.draw(part.minus(ofOwn), Draw.Purpose.OWED));
            if (debt.amount().isMoreThan(part)) {
                left.add(debt.paid(part));
            }
        }
        Check.invariant(rest.isZero(), "debts are less than what is owed");
        debts = left;
        return draws;
    }

    /** Strikes what is still owed because of one cause, and answers how much that was. */
    Amount strike(Debt.Cause cause, long number, Amount owed) {
        Amount struck = Amount.ZERO;
        for (Debt debt : List.copyOf(debts(owed))) {
            if (debt.cause() == cause && debt.number() == number) {
                debts(owed).remove(debt);
                struck = struck.plus(debt.amount());
            }
        }
        return struck;
    }

    /** Everything that has changed. */
    PurchaseChanges changes() {
        List<Claim> nowClaimed = claims;
        List<Debt> nowOwed = debts;
        return new PurchaseChanges(
                List.copyOf(topUps.values()),
                List.copyOf(refunds.values()),
                List.copyOf(disputes.values()),
                List.copyOf(bonuses.values()),
                recharge,
                List.copyOf(consents),
                nowClaimed == null ? null : List.copyOf(nowClaimed),
                nowOwed == null ? null : List.copyOf(nowOwed),
                List.copyOf(announcements));
    }
}
