package dev.florin.server.storage;

import dev.florin.core.money.Amount;
import dev.florin.core.purchases.Announcement;
import dev.florin.core.purchases.Bonus;
import dev.florin.core.purchases.Claim;
import dev.florin.core.purchases.Consent;
import dev.florin.core.purchases.Debt;
import dev.florin.core.purchases.Dispute;
import dev.florin.core.purchases.Failure;
import dev.florin.core.purchases.Part;
import dev.florin.core.purchases.PauseReason;
import dev.florin.core.purchases.Recharge;
import dev.florin.core.purchases.RechargeNumbers;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How rows of the tables of payments read: each list of columns stands directly above the method that reads it. */
final class PurchaseColumns {
    private PurchaseColumns() {}

    static final String TOP_UP = """
            u.top_up_no, u.kind, u.amount, u.state, u.opened_at, u.ended_at, u.card, u.fingerprint, u.session, u.payment,
            u.checkout_url, u.failure_kind, u.failure_code, u.decline_code, u.grant_no, u.trigger_balance, u.return_url\
            """;

    static TopUp topUp(ResultSet row) throws SQLException {
        String card = row.getString(7);
        String failure = row.getString(12);
        Long trigger = Columns.number(row, 16);
        return new TopUp(
                row.getLong(1),
                TopUp.Kind.ofCode(row.getString(2)),
                Amount.ofNanos(row.getLong(3)),
                TopUp.State.ofCode(row.getString(4)),
                Columns.instant(row, 5),
                Columns.time(row, 6),
                card == null ? null : new TopUp.Card(card, row.getString(8)),
                new TopUp.StripeNames(row.getString(9), row.getString(10), row.getString(11)),
                failure == null
                        ? null
                        : new Failure(Failure.Kind.ofCode(failure), row.getString(13), row.getString(14)),
                Columns.number(row, 15),
                trigger == null ? null : Amount.ofNanos(trigger),
                row.getString(17));
    }

    static final String REFUND = """
            r.refund_no, r.payment, r.top_up_no, r.money, r.parts, r.made_at_stripe, r.stripe_id, r.state, r.opened_at\
            """;

    static Refund refund(ResultSet row) throws SQLException {
        return new Refund(
                row.getLong(1),
                row.getString(2),
                Columns.number(row, 3),
                Amount.ofNanos(row.getLong(4)),
                Part.read(row.getString(5)),
                row.getBoolean(6),
                row.getString(7),
                Refund.State.ofCode(row.getString(8)),
                Columns.instant(row, 9));
    }

    static final String DISPUTE = "d.dispute_no, d.stripe_id, d.payment, d.parts, d.state, d.opened_at";

    static Dispute dispute(ResultSet row) throws SQLException {
        return new Dispute(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                Part.read(row.getString(4)),
                Dispute.State.ofCode(row.getString(5)),
                Columns.instant(row, 6));
    }

    static final String BONUS = "b.invoice, b.line, b.payment, b.start_at, b.end_at, b.granted, b.taken, b.grant_no";

    static Bonus bonus(ResultSet row) throws SQLException {
        return new Bonus(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Columns.instant(row, 4),
                Columns.instant(row, 5),
                Amount.ofNanos(row.getLong(6)),
                Amount.ofNanos(row.getLong(7)),
                Columns.number(row, 8));
    }

    static final String CLAIM = "c.cause, c.number, c.grant_no, c.amount";

    static Claim claim(ResultSet row) throws SQLException {
        return new Claim(cause(row), row.getLong(2), row.getLong(3), Amount.ofNanos(row.getLong(4)));
    }

    static Debt debt(ResultSet row) throws SQLException {
        return new Debt(cause(row), row.getLong(2), row.getLong(3), Amount.ofNanos(row.getLong(4)));
    }

    private static Debt.Cause cause(ResultSet row) throws SQLException {
        return Debt.Cause.ofLetter(row.getString(1).charAt(0));
    }

    static final String RECHARGE = """
            r.enabled, r.threshold, r.target, r.monthly_limit, r.pause, r.soft_declines, r.retry_at, r.month_start,
            r.month_end, r.month_charged, r.last_opened_at, c.version, c.given_at, c.actor, c.ip, c.user_agent\
            """;

    static Recharge recharge(ResultSet row) throws SQLException {
        Long limit = Columns.number(row, 4);
        String pause = row.getString(5);
        return new Recharge(
                row.getBoolean(1),
                new RechargeNumbers(
                        Amount.ofNanos(row.getLong(2)),
                        Amount.ofNanos(row.getLong(3)),
                        limit == null ? null : Amount.ofNanos(limit)),
                new Consent(
                        row.getString(12),
                        Columns.instant(row, 13),
                        row.getString(14),
                        row.getString(15),
                        row.getString(16)),
                pause == null ? null : PauseReason.ofCode(pause),
                row.getInt(6),
                Columns.time(row, 7),
                new Recharge.Month(Columns.instant(row, 8), Columns.instant(row, 9), Amount.ofNanos(row.getLong(10))),
                Columns.time(row, 11));
    }

    static final String ANNOUNCEMENT = "o.event, o.number";

    static Announcement announcement(ResultSet row) throws SQLException {
        return new Announcement(event(row.getString(1)), row.getLong(2));
    }

    static Announcement.Event event(String code) {
        return Announcement.Event.valueOf(code.replace('.', '_').toUpperCase(Locale.ROOT));
    }

    static @Nullable Long nanos(@Nullable Amount amount) {
        return amount == null ? null : amount.nanos();
    }
}
