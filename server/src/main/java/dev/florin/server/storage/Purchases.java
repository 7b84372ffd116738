package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.PurchaseRecords;
import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what is kept of payments. What changes them are commands of the ledger. Thread-safe. */
public final class Purchases {
    private final Database database;

    public Purchases(Database database) {
        this.database = database;
    }

    /** Reads about one account; nothing is locked, so what is read may have changed when this returns. */
    public <T> T of(AccountNumber account, Function<PurchaseRecords, T> reads) {
        try (Connection connection = database.openForReading()) {
            return reads.apply(new LockedPurchases(connection, account));
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** Something of an account. */
    public record Owned<T>(AccountNumber account, T value) {}

    private static final String TOP_UPS = "SELECT " + PurchaseColumns.TOP_UP + """
              FROM top_up u
             WHERE u.bucket = ? AND u.account_no = ? AND u.top_up_no BETWEEN ? AND ? AND (u.kind = 'automatic' OR NOT ?)\
            """;

    private static final String NEWEST = TOP_UPS + " ORDER BY u.top_up_no DESC LIMIT ?";
    private static final String OLDEST = TOP_UPS + " ORDER BY u.top_up_no LIMIT ?";

    /** A page of an account's top-ups, or of its automatic ones only. */
    public Listing<TopUp> topUps(AccountNumber account, boolean onlyAutomatic, Slice slice) {
        Long olderThan = slice.olderThan();
        Long newerThan = slice.newerThan();
        List<TopUp> found = database.all(
                slice.backwards() ? OLDEST : NEWEST,
                PurchaseColumns::topUp,
                (short) account.bucket(),
                account.number(),
                newerThan == null ? 1 : newerThan + 1,
                olderThan == null ? Long.MAX_VALUE : olderThan - 1,
                onlyAutomatic,
                slice.limit() + 1);
        return Listing.of(found, slice, TopUp::number);
    }

    private static final String OPEN = """
            SELECT u.bucket, u.account_no, u.top_up_no
              FROM top_up u WHERE u.ended_at IS NULL AND u.opened_at <= ? ORDER BY u.opened_at LIMIT ?\
            """;

    /** Top-ups that have not ended and were opened before {@code before}, the oldest first. */
    public List<Owned<TopUp>> open(Instant before, int limit) {
        List<Owned<Long>> found = database.all(
                OPEN,
                row -> new Owned<>(new AccountNumber(row.getInt(1), row.getLong(2)), row.getLong(3)),
                LockedRecords.utc(before),
                limit);
        return found.stream()
                .flatMap(each -> of(each.account(), records -> records.topUp(each.value())).stream()
                        .map(topUp -> new Owned<>(each.account(), topUp)))
                .toList();
    }

    private static final String OPEN_REFUNDS = """
            SELECT r.bucket, r.account_no, r.refund_no
              FROM refund r WHERE r.state IN ('asking', 'pending') AND r.opened_at <= ? ORDER BY r.opened_at LIMIT ?\
            """;

    /** Refunds that have not ended and were opened before {@code before}, the oldest first. */
    public List<Owned<Refund>> openRefunds(Instant before, int limit) {
        List<Owned<Long>> found = database.all(
                OPEN_REFUNDS,
                row -> new Owned<>(new AccountNumber(row.getInt(1), row.getLong(2)), row.getLong(3)),
                LockedRecords.utc(before),
                limit);
        return found.stream()
                .flatMap(each -> of(each.account(), records -> records.refund(each.value())).stream()
                        .map(refund -> new Owned<>(each.account(), refund)))
                .toList();
    }

    private static final String SUCCEEDED = """
            SELECT u.bucket, u.account_no, u.top_up_no
              FROM top_up u
             WHERE u.state = 'succeeded' AND u.opened_at >= ? AND (u.bucket, u.account_no, u.top_up_no) > (?, ?, ?)
             ORDER BY u.bucket, u.account_no, u.top_up_no LIMIT ?\
            """;

    /** Top-ups that were paid and were opened since; those after {@code last}, in the order of their accounts. */
    public List<Owned<TopUp>> succeeded(Instant since, @Nullable Owned<TopUp> last, int limit) {
        List<Owned<Long>> found = database.all(
                SUCCEEDED,
                row -> new Owned<>(new AccountNumber(row.getInt(1), row.getLong(2)), row.getLong(3)),
                LockedRecords.utc(since),
                (short) (last == null ? -1 : last.account().bucket()),
                last == null ? 0L : last.account().number(),
                last == null ? 0L : last.value().number(),
                limit);
        return found.stream()
                .flatMap(each -> of(each.account(), records -> records.topUp(each.value())).stream()
                        .map(topUp -> new Owned<>(each.account(), topUp)))
                .toList();
    }

    private static final String HAS_BONUS = "SELECT 1 FROM bonus b WHERE b.invoice = ? LIMIT 1";

    /** Whether an invoice's bonus is booked. */
    public boolean hasBonus(String invoice) {
        return database.first(HAS_BONUS, row -> true, invoice).isPresent();
    }

    private static final String REFUNDS = "SELECT " + PurchaseColumns.REFUND + """
              FROM refund r WHERE r.bucket = ? AND r.account_no = ? AND r.top_up_no = ? ORDER BY r.refund_no DESC LIMIT ?\
            """;

    /** The refunds of a top-up, newest first. */
    public List<Refund> refundsOf(AccountNumber account, long topUp, int limit) {
        return database.all(REFUNDS, PurchaseColumns::refund, (short) account.bucket(), account.number(), topUp, limit);
    }

    private static final String DECLINED_BY_CARD =
            "SELECT u.ended_at FROM top_up u WHERE u.state = 'failed' AND u.fingerprint = ? AND u.ended_at >= ?"
                    + " AND u.failure_kind IN ('soft_decline', 'hard_decline') ORDER BY u.ended_at";

    /** When one card, on whatever account, was declined since {@code since}; oldest first. */
    public List<Instant> declinedByCard(String fingerprint, Instant since) {
        return database.all(DECLINED_BY_CARD, row -> Columns.instant(row, 1), fingerprint, LockedRecords.utc(since));
    }

    private static final String DUE = """
            SELECT a.bucket, a.account_no
              FROM account a CROSS JOIN clock k
             WHERE a.recharge_look_at IS NOT NULL AND NOT a.recharge_asleep
               AND a.recharge_look_at <= clock_timestamp() + k.offset_micros * interval '1 microsecond'
             ORDER BY a.recharge_look_at LIMIT ?\
            """;

    /** Accounts whose auto-recharge is to be looked at, the longest due first. */
    public List<AccountNumber> dueRecharges(int limit) {
        return database.all(DUE, row -> new AccountNumber(row.getInt(1), row.getLong(2)), limit);
    }

    private static final String STRAY = """
            INSERT INTO stray_payment (payment, reason, cents, currency, seen_at) VALUES (?, ?, ?, ?, now())
                ON CONFLICT ON CONSTRAINT stray_payment_pk DO NOTHING\
            """;

    /** Notes a payment that brought no credit, once; true where it was not known before. */
    public boolean stray(String payment, String reason, long cents, String currency) {
        return database.change(connection -> Database.update(connection, STRAY, payment, reason, cents, currency)) == 1;
    }

    private static final String STRAYS = "SELECT count(*) FROM stray_payment WHERE settled_at IS NULL";

    /** How many payments brought no credit and wait for somebody. */
    public long strays() {
        return database.first(STRAYS, row -> row.getLong(1)).orElse(0L);
    }

    private static final String FROZEN = "SELECT " + PurchaseColumns.DISPUTE
            + " FROM dispute d WHERE d.bucket = ? AND d.account_no = ? AND d.state = 'open'";

    /** What open disputes have frozen of an account. */
    public Amount frozen(AccountNumber account) {
        return database.all(FROZEN, PurchaseColumns::dispute, (short) account.bucket(), account.number()).stream()
                .map(Dispute::frozen)
                .reduce(Amount.ZERO, Amount::plus);
    }

    private static final String FROZEN_AT = """
            SELECT coalesce(-sum(t.amount), 0)::bigint FROM transaction_ t
             WHERE t.bucket = ? AND t.account_no = ? AND t.type IN ('dispute', 'dispute_won') AND t.created_at <= ?
               AND NOT EXISTS (SELECT FROM dispute d WHERE d.bucket = t.bucket AND d.account_no = t.account_no
                                  AND d.stripe_id = t.source AND d.state = 'lost')\
            """;

    /** What was frozen at {@code at} by disputes that have not been lost since. */
    public Amount frozenAt(AccountNumber account, Instant at) {
        return database.first(
                        FROZEN_AT,
                        row -> Amount.ofNanos(row.getLong(1)),
                        (short) account.bucket(),
                        account.number(),
                        LockedRecords.utc(at))
                .orElse(Amount.ZERO);
    }

    private static final String SETTINGS =
            "SELECT automatic_charges_stopped, reason, changed_by, changed_at FROM setting";

    /**
     * What the operator has set for all accounts.
     *
     * @param stopped whether no card is charged with nobody there
     */
    public record Settings(
            boolean stopped,
            @Nullable String reason,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {}

    public Settings settings() {
        Optional<Settings> found = database.first(
                SETTINGS,
                row -> new Settings(row.getBoolean(1), row.getString(2), row.getString(3), Columns.time(row, 4)));
        return found.orElseThrow();
    }

    private static final String SET = """
            UPDATE setting SET automatic_charges_stopped = ?, reason = ?, changed_by = ?,
                   changed_at = (SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM clock k)\
            """;

    public Settings set(boolean stopped, String reason, String by) {
        database.change(connection -> Database.update(connection, SET, stopped, reason, by));
        return settings();
    }
}
