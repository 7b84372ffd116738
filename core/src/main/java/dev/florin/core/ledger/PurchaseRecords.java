package dev.florin.core.ledger;

import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the rules look up about one account's payments, as they were before the commands being decided. Called with the
 * account locked. Spending asks for none of it, unless something is owed or claimed.
 */
public interface PurchaseRecords {
    Optional<TopUp> topUp(long number);

    /** Those that have not ended, oldest first. */
    List<TopUp> openTopUps();

    /** The purchase that a payment paid. */
    Optional<TopUp> topUpPaidBy(String payment);

    /** The purchase that brought a grant. */
    Optional<TopUp> topUpOfGrant(long grant);

    /** The newest top-up's number; 0 where there is none. */
    long lastTopUp();

    /** When payments were declined at or after {@code since}, oldest first. */
    List<Instant> declinesSince(Instant since);

    /** When automatic top-ups that were charged, or may be, were opened at or after {@code since}, oldest first. */
    List<Instant> automaticSince(Instant since);

    Optional<Refund> refund(long number);

    Optional<Refund> refundCalled(String stripeId);

    /** All refunds of a payment. */
    List<Refund> refundsOf(String payment);

    long lastRefund();

    Optional<Dispute> dispute(long number);

    Optional<Dispute> disputeCalled(String stripeId);

    /** All disputes of a payment. */
    List<Dispute> disputesOf(String payment);

    /** Disputes in earnest that have not ended, oldest first. */
    List<Dispute> openDisputes();

    long lastDispute();

    /** What is still to be taken as soon as no hold lies on it, oldest first. */
    List<Claim> claims();

    /** What is still owed, oldest first. */
    List<Debt> debts();

    /** What the lines of an invoice earned. */
    List<Bonus> bonusesOf(String invoice);

    /** What the invoices that a payment paid earned. */
    List<Bonus> bonusesPaidBy(String payment);

    /** The bonus that brought a grant. */
    Optional<Bonus> bonusOfGrant(long grant);

    /** What periods earned that share time with this one. */
    List<Bonus> bonusesWithin(Instant start, Instant end);

    Optional<Recharge> recharge();

    /** Whether the operator has stopped all automatic charges. */
    boolean automaticChargesStopped();
}
