package dev.florin.core.ledger;

import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One account's payments in memory. Not thread-safe. */
final class KeptPurchases implements PurchaseRecords {
    private final TreeMap<Long, TopUp> topUps = new TreeMap<>();
    private final TreeMap<Long, Refund> refunds = new TreeMap<>();
    private final TreeMap<Long, Dispute> disputes = new TreeMap<>();
    private final TreeMap<String, Bonus> bonuses = new TreeMap<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private List<Claim> claims = List.of();
    private List<Debt> debts = List.of();
    private @Nullable Recharge recharge;
    private boolean stopped;

    void save(PurchaseChanges changes) {
        changes.topUps().forEach(each -> topUps.put(each.number(), each));
        changes.refunds().forEach(each -> refunds.put(each.number(), each));
        changes.disputes().forEach(each -> disputes.put(each.number(), each));
        changes.bonuses().forEach(each -> bonuses.put(each.invoice() + " " + each.line(), each));
        announcements.addAll(changes.announcements());
        claims = changes.claims() == null ? claims : changes.claims();
        debts = changes.debts() == null ? debts : changes.debts();
        recharge = changes.recharge() == null ? recharge : changes.recharge();
    }

    /** Its owner has left: what told of a person is forgotten. */
    void erase() {
        Recharge known = recharge;
        if (known != null) {
            recharge = known.agreed(known.consent().erased());
        }
    }

    void stopAutomaticCharges(boolean nowStopped) {
        stopped = nowStopped;
    }

    PurchaseSnapshot snapshot() {
        return new PurchaseSnapshot(
                List.copyOf(topUps.values()),
                List.copyOf(refunds.values()),
                List.copyOf(disputes.values()),
                List.copyOf(bonuses.values()),
                recharge,
                claims,
                debts,
                List.copyOf(announcements));
    }

    @Override
    public Optional<TopUp> topUp(long number) {
        return Optional.ofNullable(topUps.get(number));
    }

    @Override
    public List<TopUp> openTopUps() {
        return topUps.values().stream().filter(each -> !each.state().isEnd()).toList();
    }

    @Override
    public Optional<TopUp> topUpPaidBy(String payment) {
        return topUps.values().stream()
                .filter(each -> payment.equals(each.stripe().payment()))
                .findFirst();
    }

    @Override
    public Optional<TopUp> topUpOfGrant(long grant) {
        return topUps.values().stream()
                .filter(each -> each.grant() != null && each.grant() == grant)
                .findFirst();
    }

    @Override
    public long lastTopUp() {
        return topUps.isEmpty() ? 0 : topUps.lastKey();
    }

    @Override
    public List<Instant> declinesSince(Instant since) {
        List<Instant> declines = new ArrayList<>();
        for (TopUp each : topUps.values()) {
            Failure failure = each.failure();
            Instant at = each.endedAt();
            if (failure != null && failure.isDecline() && at != null && !at.isBefore(since)) {
                declines.add(at);
            }
        }
        declines.sort(Comparator.naturalOrder());
        return declines;
    }

    @Override
    public List<Instant> automaticSince(Instant since) {
        return topUps.values().stream()
                .filter(each -> each.kind() == TopUp.Kind.AUTOMATIC)
                .filter(each ->
                        each.state() == TopUp.State.SUCCEEDED || !each.state().isEnd())
                .map(TopUp::openedAt)
                .filter(at -> !at.isBefore(since))
                .sorted()
                .toList();
    }

    @Override
    public Optional<Refund> refund(long number) {
        return Optional.ofNullable(refunds.get(number));
    }

    @Override
    public Optional<Refund> refundCalled(String stripeId) {
        return refunds.values().stream()
                .filter(each -> stripeId.equals(each.stripeId()))
                .findFirst();
    }

    @Override
    public List<Refund> refundsOf(String payment) {
        return refunds.values().stream()
                .filter(each -> each.payment().equals(payment))
                .toList();
    }

    @Override
    public long lastRefund() {
        return refunds.isEmpty() ? 0 : refunds.lastKey();
    }

    @Override
    public Optional<Dispute> dispute(long number) {
        return Optional.ofNullable(disputes.get(number));
    }

    @Override
    public Optional<Dispute> disputeCalled(String stripeId) {
        return disputes.values().stream()
                .filter(each -> each.stripeId().equals(stripeId))
                .findFirst();
    }

    @Override
    public List<Dispute> disputesOf(String payment) {
        return disputes.values().stream()
                .filter(each -> each.payment().equals(payment))
                .toList();
    }

    @Override
    public List<Dispute> openDisputes() {
        return disputes.values().stream()
                .filter(each -> each.state() == Dispute.State.OPEN)
                .toList();
    }

    @Override
    public long lastDispute() {
        return disputes.isEmpty() ? 0 : disputes.lastKey();
    }

    @Override
    public List<Claim> claims() {
        return claims;
    }

    @Override
    public List<Debt> debts() {
        return debts;
    }

    @Override
    public List<Bonus> bonusesOf(String invoice) {
        return bonuses(each -> each.invoice().equals(invoice));
    }

    @Override
    public List<Bonus> bonusesPaidBy(String payment) {
        return bonuses(each -> payment.equals(each.payment()));
    }

    @Override
    public Optional<Bonus> bonusOfGrant(long grant) {
        return bonuses(each -> each.grant() != null && each.grant() == grant).stream()
                .findFirst();
    }

    @Override
    public List<Bonus> bonusesWithin(Instant start, Instant end) {
        return bonuses(each -> each.start().isBefore(end) && each.end().isAfter(start));
    }

    private List<Bonus> bonuses(Predicate<Bonus> which) {
        return bonuses.values().stream().filter(which).toList();
    }

    @Override
    public Optional<Recharge> recharge() {
        return Optional.ofNullable(recharge);
    }

    @Override
    public boolean automaticChargesStopped() {
        return stopped;
    }
}
