package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.Draws;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How rows of the ledger's tables read: each list of columns stands directly above the method that reads it. */
final class Columns {
    private static final Map<String, ZoneId> ZONES = new ConcurrentHashMap<>();

    private Columns() {}

    static final String ACCOUNT = """
            a.bucket, a.account_no, a.total, a.held, a.owed, a.sequence, a.last_hold, a.last_grant, a.next_due, a.last_at,
            a.head, a.host_plan, a.host_plan_until, a.frozen, a.time_zone, a.limit_day, a.limit_week, a.limit_month,
            a.deleted, a.created_at, a.stripe_plan, a.stripe_plan_until, a.recharge_threshold, a.recharge_allowance,
            a.recharge_look_at, a.recharge_asleep, a.claimed, a.loss, a.loss_row, a.loss_until\
            """;

    /** Where a row lies, if it was asked for behind the others: its ctid. */
    static final int ACCOUNT_PLACE = 31;

    /** How often it was changed, behind its place. */
    static final int ACCOUNT_VERSION = 32;

    static Account account(ResultSet row) throws SQLException {
        String plan = row.getString(12);
        String stripePlan = row.getString(21);
        return new Account(
                new AccountNumber(row.getInt(1), row.getLong(2)),
                Amount.ofNanos(row.getLong(3)),
                Amount.ofNanos(row.getLong(4)),
                Amount.ofNanos(row.getLong(5)),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                time(row, 9),
                instant(row, 10),
                Digest.of(row.getBytes(11)),
                plan == null ? null : new PlanWord(Plan.valueOf(plan.toUpperCase(Locale.ROOT)), time(row, 13)),
                stripePlan == null
                        ? null
                        : new PlanWord(Plan.valueOf(stripePlan.toUpperCase(Locale.ROOT)), time(row, 22)),
                row.getBoolean(14),
                zone(row.getString(15)),
                new SpendingLimits(amount(row, 16), amount(row, 17), amount(row, 18)),
                row.getBoolean(19),
                watch(row),
                Amount.ofNanos(row.getLong(27)),
                loss(row),
                instant(row, 20));
    }

    private static @Nullable CarriedLoss loss(ResultSet row) throws SQLException {
        Amount loss = amount(row, 28);
        return loss == null ? null : new CarriedLoss(loss, row.getLong(29), instant(row, 30));
    }

    private static @Nullable RechargeWatch watch(ResultSet row) throws SQLException {
        Amount threshold = amount(row, 23);
        return threshold == null
                ? null
                : new RechargeWatch(threshold, Amount.ofNanos(row.getLong(24)), time(row, 25), row.getBoolean(26));
    }

    static final String GRANT = """
            g.bucket, g.account_no, g.grant_no, g.kind, g.amount, g.remaining, g.paid, g.expires_at, g.state, g.source,
            g.created_at\
            """;

    static final int GRANT_PLACE = 12;

    static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getLong(3),
                GrantKind.ofCode(row.getString(4)),
                Amount.ofNanos(row.getLong(5)),
                Amount.ofNanos(row.getLong(6)),
                Amount.ofNanos(row.getLong(7)),
                time(row, 8),
                Grant.State.ofCode(row.getString(9)),
                row.getString(10),
                instant(row, 11));
    }

    static final String HOLD = """
            h.bucket, h.account_no, h.hold_no, h.amount, h.placed_at, h.expires_at, h.on_expiry, h.price_list, h.model,
            h.price_version, h.input_tokens, h.max_output_tokens, h.feature, h.key_no, h.metadata, h.salt, h.progress_model,
            h.progress_input, h.progress_output, h.progress_parts, h.user_\
            """;

    static final int HOLD_PLACE = 22;

    static Hold hold(ResultSet row) throws SQLException {
        String model = row.getString(9);
        String progress = row.getString(17);
        byte[] salt = row.getBytes(16);
        return new Hold(
                row.getLong(3),
                Amount.ofNanos(row.getLong(4)),
                instant(row, 5),
                instant(row, 6),
                OnExpiry.ofCode(row.getString(7)),
                row.getLong(8),
                model == null
                        ? null
                        : new Hold.ModelCall(new Model(model), row.getInt(10), row.getLong(11), row.getLong(12)),
                row.getString(13),
                row.getLong(14),
                row.getString(21),
                progress == null
                        ? null
                        : Usage.of(new Model(progress), row.getLong(18), row.getLong(19), row.getString(20)),
                MetadataJson.read(row.getString(15)),
                salt == null ? null : Digest.of(salt));
    }

    static final String TRANSACTION = """
            t.bucket, t.account_no, t.sequence, t.type, t.amount, t.balance_after, t.house, t.hold_no, t.held, t.placed_at,
            t.would_expire_at, t.hold_end, t.max_output_tokens, t.hold_price, t.model, t.input_tokens, t.output_tokens,
            t.usage_parts, t.price_version, t.feature, t.key_no, t.cost, t.uncollected, t.estimated, t.draws, t.reason_code,
            t.reverses, t.actor, t.source, t.request, t.text_digest, t.created_at, t.hash, w.description, w.reason,
            w.metadata, w.salt, t.user_\
            """;

    /** A row of the history; {@code previous} is the hash of the row before it. */
    static Transaction transaction(ResultSet row, Digest previous) throws SQLException {
        String reasonCode = row.getString(26);
        byte[] textDigest = row.getBytes(31);
        byte[] salt = row.getBytes(37);
        return new Transaction(
                new AccountNumber(row.getInt(1), row.getLong(2)),
                row.getLong(3),
                TransactionType.ofCode(row.getString(4)),
                Amount.ofNanos(row.getLong(5)),
                Amount.ofNanos(row.getLong(6)),
                House.ofCode(row.getString(7)),
                endedHold(row),
                spending(row),
                Draws.read(row.getString(25)),
                reasonCode == null ? null : ReasonCode.ofCode(reasonCode),
                number(row, 27),
                row.getString(28),
                row.getString(29),
                Digest.of(row.getBytes(30)),
                salt == null
                        ? null
                        : new Text(
                                row.getString(34),
                                row.getString(35),
                                MetadataJson.read(row.getString(36)),
                                Digest.of(salt)),
                textDigest == null ? null : Digest.of(textDigest),
                instant(row, 32),
                previous,
                Digest.of(row.getBytes(33)));
    }

    private static Transaction.@Nullable EndedHold endedHold(ResultSet row) throws SQLException {
        Long hold = number(row, 8);
        if (hold == null) {
            return null;
        }
        Long version = number(row, 14);
        return new Transaction.EndedHold(
                hold,
                Amount.ofNanos(row.getLong(9)),
                instant(row, 10),
                instant(row, 11),
                HoldEnd.valueOf(row.getString(12).toUpperCase(Locale.ROOT)),
                number(row, 13),
                version == null ? null : version.intValue());
    }

    private static Transaction.@Nullable Spending spending(ResultSet row) throws SQLException {
        Long cost = number(row, 22);
        if (cost == null) {
            return null;
        }
        String name = row.getString(15);
        Model model = name == null ? null : new Model(name);
        String parts = row.getString(18);
        Long version = number(row, 19);
        return new Transaction.Spending(
                model,
                model == null || parts == null ? null : Usage.of(model, row.getLong(16), row.getLong(17), parts),
                version == null ? null : version.intValue(),
                row.getString(20),
                row.getLong(21),
                row.getString(38),
                Amount.ofNanos(cost),
                Amount.ofNanos(row.getLong(23)),
                row.getBoolean(24));
    }

    static final String LIMIT_USE = "u.bucket, u.account_no, u.key_no, u.period, u.start, u.used, u.held";

    static LimitUse limitUse(ResultSet row) throws SQLException {
        return new LimitUse(
                row.getLong(3),
                Period.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                instant(row, 5),
                Amount.ofNanos(row.getLong(6)),
                Amount.ofNanos(row.getLong(7)));
    }

    /** The place of a row, as PostgreSQL writes it, {@code (block,item)}: the block above the 16 bits of the item. */
    static long place(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        int comma = text.indexOf(',');
        return Long.parseLong(text, 1, comma, 10) << Short.SIZE
                | Integer.parseInt(text, comma + 1, text.length() - 1, 10);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Amount amount(ResultSet row, int column) throws SQLException {
        Long value = number(row, column);
        return value == null ? null : Amount.ofNanos(value);
    }

    private static ZoneId zone(String name) {
        return ZONES.computeIfAbsent(name, ZoneId::of);
    }
}
