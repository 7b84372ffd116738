package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseRecords;
import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the rules look up about an account's payments, asked of the database while the account is locked. Each is a round trip
 * of its own, and spending asks for none. Not thread-safe.
 */
final class LockedPurchases implements PurchaseRecords {
    private final Connection connection;
    private final AccountNumber account;

    LockedPurchases(Connection connection, AccountNumber account) {
        this.connection = connection;
        this.account = account;
    }

    private static final String TOP_UPS =
            "SELECT " + PurchaseColumns.TOP_UP + " FROM top_up u WHERE u.bucket = ? AND u.account_no = ?";

    List<TopUp> topUps() {
        return all(TOP_UPS + " ORDER BY u.top_up_no", PurchaseColumns::topUp);
    }

    @Override
    public Optional<TopUp> topUp(long number) {
        return first(TOP_UPS + " AND u.top_up_no = ?", PurchaseColumns::topUp, number);
    }

    @Override
    public List<TopUp> openTopUps() {
        return all(TOP_UPS + " AND u.ended_at IS NULL ORDER BY u.top_up_no", PurchaseColumns::topUp);
    }

    @Override
    public Optional<TopUp> topUpPaidBy(String payment) {
        return first(TOP_UPS + " AND u.payment = ?", PurchaseColumns::topUp, payment);
    }

    @Override
    public Optional<TopUp> topUpOfGrant(long grant) {
        return first(TOP_UPS + " AND u.grant_no = ?", PurchaseColumns::topUp, grant);
    }

    @Override
    public long lastTopUp() {
        return last("SELECT max(u.top_up_no) FROM top_up u WHERE u.bucket = ? AND u.account_no = ?");
    }

    private static final String DECLINES = """
            SELECT u.ended_at FROM top_up u
             WHERE u.bucket = ? AND u.account_no = ? AND u.failure_kind IN ('soft_decline', 'hard_decline') AND u.ended_at >= ?
             ORDER BY u.ended_at\
            """;

    @Override
    public List<Instant> declinesSince(Instant since) {
        return all(DECLINES, row -> Columns.instant(row, 1), LockedRecords.utc(since));
    }

    private static final String AUTOMATIC = """
            SELECT u.opened_at FROM top_up u
             WHERE u.bucket = ? AND u.account_no = ? AND u.kind = 'automatic'
               AND (u.state = 'succeeded' OR u.ended_at IS NULL) AND u.opened_at >= ?
             ORDER BY u.opened_at\
            """;

    @Override
    public List<Instant> automaticSince(Instant since) {
        return all(AUTOMATIC, row -> Columns.instant(row, 1), LockedRecords.utc(since));
    }

    private static final String REFUNDS =
            "SELECT " + PurchaseColumns.REFUND + " FROM refund r WHERE r.bucket = ? AND r.account_no = ?";

    List<Refund> refunds() {
        return all(REFUNDS + " ORDER BY r.refund_no", PurchaseColumns::refund);
    }

    @Override
    public Optional<Refund> refund(long number) {
        return first(REFUNDS + " AND r.refund_no = ?", PurchaseColumns::refund, number);
    }

    @Override
    public Optional<Refund> refundCalled(String stripeId) {
        return first(REFUNDS + " AND r.stripe_id = ?", PurchaseColumns::refund, stripeId);
    }

    @Override
    public List<Refund> refundsOf(String payment) {
        return all(REFUNDS + " AND r.payment = ? ORDER BY r.refund_no", PurchaseColumns::refund, payment);
    }

    @Override
    public long lastRefund() {
        return last("SELECT max(r.refund_no) FROM refund r WHERE r.bucket = ? AND r.account_no = ?");
    }

    private static final String DISPUTES =
            "SELECT " + PurchaseColumns.DISPUTE + " FROM dispute d WHERE d.bucket = ? AND d.account_no = ?";

    List<Dispute> disputes() {
        return all(DISPUTES + " ORDER BY d.dispute_no", PurchaseColumns::dispute);
    }

    @Override
    public Optional<Dispute> dispute(long number) {
        return first(DISPUTES + " AND d.dispute_no = ?", PurchaseColumns::dispute, number);
    }

    @Override
    public Optional<Dispute> disputeCalled(String stripeId) {
        return first(DISPUTES + " AND d.stripe_id = ?", PurchaseColumns::dispute, stripeId);
    }

    @Override
    public List<Dispute> disputesOf(String payment) {
        return all(DISPUTES + " AND d.payment = ? ORDER BY d.dispute_no", PurchaseColumns::dispute, payment);
    }

    @Override
    public List<Dispute> openDisputes() {
        return all(DISPUTES + " AND d.state = 'open' ORDER BY d.dispute_no", PurchaseColumns::dispute);
    }

    @Override
    public long lastDispute() {
        return last("SELECT max(d.dispute_no) FROM dispute d WHERE d.bucket = ? AND d.account_no = ?");
    }

    @Override
    public List<Claim> claims() {
        return all(ofTable("claim"), PurchaseColumns::claim);
    }

    @Override
    public List<Debt> debts() {
        return all(ofTable("debt"), PurchaseColumns::debt);
    }

    private static String ofTable(String table) {
        return "SELECT " + PurchaseColumns.CLAIM + " FROM " + table
                + " c WHERE c.bucket = ? AND c.account_no = ? ORDER BY c.place";
    }

    private static final String BONUSES =
            "SELECT " + PurchaseColumns.BONUS + " FROM bonus b WHERE b.bucket = ? AND b.account_no = ?";

    private static final String IN_ORDER = " ORDER BY b.invoice COLLATE \"C\", b.line COLLATE \"C\"";

    List<Bonus> bonuses() {
        return all(BONUSES + IN_ORDER, PurchaseColumns::bonus);
    }

    @Override
    public List<Bonus> bonusesOf(String invoice) {
        return all(BONUSES + " AND b.invoice = ?" + IN_ORDER, PurchaseColumns::bonus, invoice);
    }

    @Override
    public List<Bonus> bonusesPaidBy(String payment) {
        return all(BONUSES + " AND b.payment = ?" + IN_ORDER, PurchaseColumns::bonus, payment);
    }

    @Override
    public Optional<Bonus> bonusOfGrant(long grant) {
        return first(BONUSES + " AND b.grant_no = ?", PurchaseColumns::bonus, grant);
    }

    @Override
    public List<Bonus> bonusesWithin(Instant start, Instant end) {
        return all(
                BONUSES + " AND b.start_at < ? AND b.end_at > ?" + IN_ORDER,
                PurchaseColumns::bonus,
                LockedRecords.utc(end),
                LockedRecords.utc(start));
    }

    private static final String RECHARGE = "SELECT " + PurchaseColumns.RECHARGE + """
              FROM recharge r
              JOIN recharge_consent c
                ON c.bucket = r.bucket AND c.account_no = r.account_no AND c.consent_no = r.consent_no
             WHERE r.bucket = ? AND r.account_no = ?\
            """;

    @Override
    public Optional<Recharge> recharge() {
        return first(RECHARGE, PurchaseColumns::recharge);
    }

    @Override
    public boolean automaticChargesStopped() {
        return asked("SELECT s.automatic_charges_stopped FROM setting s", row -> row.getBoolean(1)).stream()
                .findFirst()
                .orElse(true); // unknown is not "allowed"
    }

    private static final String ANNOUNCEMENTS = "SELECT " + PurchaseColumns.ANNOUNCEMENT
            + " FROM outbox o WHERE o.bucket = ? AND o.account_no = ? ORDER BY o.id";

    List<Announcement> announcements() {
        return all(ANNOUNCEMENTS, PurchaseColumns::announcement);
    }

    private long last(String sql) {
        return first(sql, row -> row.getLong(1)).orElse(0L);
    }

    private <T> Optional<T> first(String sql, Database.Read<T> read, Object... parameters) {
        return all(sql, read, parameters).stream().findFirst();
    }

    private <T> List<T> all(String sql, Database.Read<T> read, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of((short) account.bucket(), account.number()));
        all.addAll(List.of(parameters));
        return asked(sql, read, all.toArray());
    }

    private <T> List<T> asked(String sql, Database.Read<T> read, Object... parameters) {
        try {
            return Database.all(connection, sql, read, parameters);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }
}
