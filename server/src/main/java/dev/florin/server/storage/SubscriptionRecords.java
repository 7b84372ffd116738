package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscriptions as Stripe last told them. Thread-safe. */
public final class SubscriptionRecords {
    private final Database database;

    public SubscriptionRecords(Database database) {
        this.database = database;
    }

    /**
     * A subscription.
     *
     * @param id Stripe's
     * @param item Stripe's id of its one item
     * @param interval {@code month} or {@code year}
     * @param status Stripe's word, also one that is not known here
     * @param cancelAt when it ends, if that was decided
     * @param switchTo what it changes to at the period's end
     * @param paidUntil the end of the last period that was paid
     * @param card the payment method it charges itself; absent = the customer's default
     */
    public record Subscription(
            String id,
            String item,
            String interval,
            String status,
            Instant periodStart,
            Instant periodEnd,
            @Nullable Instant cancelAt,
            @Nullable String switchTo,
            @Nullable Instant paidUntil,
            @Nullable String card) {}

    private static final String OF = """
            SELECT s.subscription_id, s.item_id, s.interval_, s.status, s.period_start, s.period_end, s.cancel_at, s.switch_to,
                   s.paid_until, s.card_id
              FROM subscription s WHERE s.bucket = ? AND s.account_no = ? ORDER BY s.period_end DESC, s.subscription_id LIMIT 100\
            """;

    /** The one that lasts longest first. */
    public List<Subscription> of(AccountNumber account) {
        return database.all(OF, SubscriptionRecords::subscription, (short) account.bucket(), account.number());
    }

    private static Subscription subscription(ResultSet row) throws SQLException {
        return new Subscription(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Columns.instant(row, 5),
                Columns.instant(row, 6),
                Columns.time(row, 7),
                row.getString(8),
                Columns.time(row, 9),
                row.getString(10));
    }

    private static final String NOT_ENDED =
            "SELECT s.subscription_id FROM subscription s WHERE s.status NOT IN ('canceled', 'incomplete_expired')";

    /** Stripe's ids of all that have not ended. */
    public List<String> notEnded() {
        return database.all(NOT_ENDED, row -> row.getString(1));
    }

    private static final String PUT = """
            INSERT INTO subscription (bucket, account_no, subscription_id, item_id, interval_, status, period_start, period_end,
                                      cancel_at, switch_to, paid_until, card_id, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())
                ON CONFLICT ON CONSTRAINT subscription_pk DO UPDATE
               SET item_id = excluded.item_id, interval_ = excluded.interval_, status = excluded.status,
                   period_start = excluded.period_start, period_end = excluded.period_end, cancel_at = excluded.cancel_at,
                   switch_to = excluded.switch_to, paid_until = greatest(excluded.paid_until, subscription.paid_until),
                   card_id = excluded.card_id, updated_at = excluded.updated_at\
            """;

    public void put(AccountNumber account, Subscription subscription) {
        database.change(connection -> Database.update(
                connection,
                PUT,
                (short) account.bucket(),
                account.number(),
                subscription.id,
                subscription.item,
                subscription.interval,
                subscription.status,
                LockedRecords.utc(subscription.periodStart),
                LockedRecords.utc(subscription.periodEnd),
                AccountStatements.time(subscription.cancelAt),
                subscription.switchTo,
                AccountStatements.time(subscription.paidUntil),
                subscription.card));
    }

    private static final String PAID = """
            UPDATE subscription SET paid_until = greatest(?, paid_until)
             WHERE bucket = ? AND account_no = ? AND subscription_id = ?\
            """;

    /** A period up to {@code until} was paid. */
    public void paid(AccountNumber account, String subscription, Instant until) {
        database.change(connection -> Database.update(
                connection, PAID, LockedRecords.utc(until), (short) account.bucket(), account.number(), subscription));
    }
}
