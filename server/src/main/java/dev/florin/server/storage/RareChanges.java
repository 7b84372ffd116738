package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.CarriedLoss;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Usage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What few batches change: new grants, extended holds, words beside rows, settings and limits of an account, its end. Each is
 * a statement of its own, before the batch's main one and within its transaction. One per lane; not thread-safe.
 */
final class RareChanges {
    private final AccountStatements statements;
    private final PurchaseSave purchases;
    private final Erasure erasure;

    RareChanges(Connection connection) {
        this.statements = new AccountStatements(connection);
        this.purchases = new PurchaseSave(statements);
        this.erasure = new Erasure(statements);
    }

    /** Whether there is anything to be saved here. */
    static boolean areIn(AccountChanges changes) {
        return !changes.usesCountedAnew().isEmpty()
                || !changes.gatewayKeys().isEmpty()
                || !changes.uses().isEmpty()
                || !sameSettings(changes.before(), changes.after())
                || changes.grants().stream()
                        .anyMatch(grant -> grant.number() > changes.before().lastGrant())
                || changes.holds().stream()
                        .anyMatch(hold -> hold.number() <= changes.before().lastHold())
                || !changes.purchases().none()
                || changes.rows().stream().anyMatch(row -> row.text() != null);
    }

    void save(List<AccountChanges> batch, Map<AccountNumber, LoadedAccount> loaded) throws SQLException {
        for (AccountChanges changes : batch) {
            AccountNumber account = changes.after().number();
            for (Grant grant : changes.grants()) {
                if (grant.number() > changes.before().lastGrant()) {
                    addGrant(account, grant);
                }
            }
            for (Hold hold : changes.holds()) {
                if (hold.number() <= changes.before().lastHold()) {
                    changeHold(account, hold);
                }
            }
            for (Transaction row : changes.rows()) {
                if (row.text() != null) {
                    addText(account, row.sequence(), row.text());
                }
            }
            saveSettings(changes, Check.present(loaded.get(account), "a changed account"));
            for (GatewayKey key : changes.gatewayKeys()) {
                putKey(account, key);
            }
            saveUses(account, changes);
            purchases.save(changes);
            if (changes.after().deleted()) {
                erasure.erase(account);
            }
        }
    }

    private static final String ADD_GRANT = """
            INSERT INTO grant_ (bucket, account_no, grant_no, kind, amount, remaining, live, paid, expires_at, state, source,
                                created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """;

    private void addGrant(AccountNumber account, Grant grant) throws SQLException {
        statements.run(
                ADD_GRANT,
                account,
                grant.number(),
                grant.kind().code(),
                grant.amount().nanos(),
                grant.remaining().nanos(),
                grant.remaining().isPositive(),
                grant.paid().nanos(),
                AccountStatements.time(grant.expiresAt()),
                grant.state().code(),
                grant.source(),
                AccountStatements.time(grant.createdAt()));
    }

    private static final String CHANGE_HOLD = """
            UPDATE hold SET amount = n.amount, expires_at = n.expires_at, progress_model = n.progress_model,
                   progress_input = n.progress_input, progress_output = n.progress_output, progress_parts = n.progress_parts
              FROM (VALUES (?::smallint, ?::bigint, ?::bigint, ?::bigint, ?::timestamptz, ?::text, ?::bigint, ?::bigint,
                            ?::text))
                   AS n (bucket, account_no, hold_no, amount, expires_at, progress_model, progress_input, progress_output,
                         progress_parts)
             WHERE hold.bucket = n.bucket AND hold.account_no = n.account_no AND hold.hold_no = n.hold_no\
            """;

    private void changeHold(AccountNumber account, Hold hold) throws SQLException {
        Usage progress = hold.progress();
        statements.run(
                CHANGE_HOLD,
                account,
                hold.number(),
                hold.amount().nanos(),
                AccountStatements.time(hold.expiresAt()),
                progress == null ? null : progress.model().name(),
                progress == null ? null : progress.inputTokens(),
                progress == null ? null : progress.outputTokens(),
                progress == null ? null : progress.parts());
    }

    private static final String ADD_TEXT = """
            INSERT INTO transaction_text (bucket, account_no, sequence, description, reason, metadata, salt)
            VALUES (?, ?, ?, ?, ?, ?, ?)\
            """;

    private void addText(AccountNumber account, long sequence, Text text) throws SQLException {
        String metadata = MetadataJson.write(text.metadata());
        statements.run(
                ADD_TEXT,
                account,
                sequence,
                text.description(),
                text.reason(),
                metadata == null ? "{}" : metadata,
                text.salt().bytes());
    }

    private static final String SETTINGS = """
            UPDATE account SET host_plan = n.host_plan, host_plan_until = n.host_plan_until, frozen = n.frozen,
                   time_zone = n.time_zone, limit_day = n.limit_day, limit_week = n.limit_week, limit_month = n.limit_month,
                   deleted = n.deleted, stripe_plan = n.stripe_plan, stripe_plan_until = n.stripe_plan_until,
                   recharge_threshold = n.recharge_threshold, recharge_allowance = n.recharge_allowance,
                   recharge_look_at = n.recharge_look_at, recharge_asleep = n.recharge_asleep, claimed = n.claimed,
                   loss = n.loss, loss_row = n.loss_row, loss_until = n.loss_until
              FROM (VALUES (?::smallint, ?::bigint, ?::text, ?::timestamptz, ?::boolean, ?::text, ?::bigint, ?::bigint,
                            ?::bigint, ?::boolean, ?::text, ?::timestamptz, ?::bigint, ?::bigint, ?::timestamptz, ?::boolean,
                            ?::bigint, ?::bigint, ?::bigint, ?::timestamptz))
                   AS n (bucket, account_no, host_plan, host_plan_until, frozen, time_zone, limit_day, limit_week, limit_month,
                         deleted, stripe_plan, stripe_plan_until, recharge_threshold, recharge_allowance, recharge_look_at,
                         recharge_asleep, claimed, loss, loss_row, loss_until)
             WHERE account.bucket = n.bucket AND account.account_no = n.account_no
            RETURNING account.ctid\
            """;

    private void saveSettings(AccountChanges changes, LoadedAccount loaded) throws SQLException {
        Account after = changes.after();
        if (sameSettings(changes.before(), after)) {
            return;
        }
        PlanWord word = after.word();
        PlanWord stripe = after.stripeWord();
        RechargeWatch watch = after.watch();
        CarriedLoss loss = after.loss();
        long place = statements.change(
                SETTINGS,
                after.number(),
                BatchSave.plan(word),
                word == null ? null : AccountStatements.time(word.until()),
                after.frozen(),
                after.zone().getId(),
                BatchSave.nanos(after.limits().day()),
                BatchSave.nanos(after.limits().week()),
                BatchSave.nanos(after.limits().month()),
                after.deleted(),
                BatchSave.plan(stripe),
                stripe == null ? null : AccountStatements.time(stripe.until()),
                watch == null ? null : watch.threshold().nanos(),
                watch == null ? null : watch.allowance().nanos(),
                watch == null ? null : AccountStatements.time(watch.lookAt()),
                watch != null && watch.asleep(),
                after.claimed().nanos(),
                loss == null ? null : loss.amount().nanos(),
                loss == null ? null : loss.firstRow(),
                loss == null ? null : AccountStatements.time(loss.until()));
        loaded.moved(place);
    }

    private static boolean sameSettings(Account before, Account after) {
        return Objects.equals(before.word(), after.word())
                && before.frozen() == after.frozen()
                && before.zone().equals(after.zone())
                && before.limits().equals(after.limits())
                && before.deleted() == after.deleted()
                && Objects.equals(before.stripeWord(), after.stripeWord())
                && before.claimed().equals(after.claimed())
                && Objects.equals(before.loss(), after.loss())
                && sameButForSpending(before.watch(), after.watch());
    }

    /** What a charge changes of a watch is saved with the balance. */
    private static boolean sameButForSpending(@Nullable RechargeWatch before, @Nullable RechargeWatch after) {
        if (before == null || after == null) {
            return before == null && after == null;
        }
        return before.threshold().equals(after.threshold()) && before.asleep() == after.asleep();
    }

    private static final String PUT_KEY = """
            INSERT INTO gateway_key (bucket, account_no, key_no, name, hash, limit_day, limit_week, limit_month, limit_total,
                                     models, features, expires_at, revoked_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?, ?, ?::timestamptz, ?::timestamptz, ?)
                ON CONFLICT ON CONSTRAINT gateway_key_pk DO UPDATE
               SET name = excluded.name, limit_day = excluded.limit_day, limit_week = excluded.limit_week,
                   limit_month = excluded.limit_month, limit_total = excluded.limit_total, models = excluded.models,
                   features = excluded.features, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at\
            """;

    private void putKey(AccountNumber account, GatewayKey key) throws SQLException {
        statements.run(
                PUT_KEY,
                account,
                key.number(),
                key.name(),
                key.hash().bytes(),
                BatchSave.nanos(key.limits().day()),
                BatchSave.nanos(key.limits().week()),
                BatchSave.nanos(key.limits().month()),
                BatchSave.nanos(key.limits().total()),
                key.models().toArray(String[]::new),
                key.features().toArray(String[]::new),
                AccountStatements.time(key.expiresAt()),
                AccountStatements.time(key.revokedAt()),
                AccountStatements.time(key.createdAt()));
    }

    private static final String DROP_USES = "DELETE FROM limit_use WHERE bucket = ? AND account_no = ? AND key_no = ?";

    private static final String PUT_USE = """
            INSERT INTO limit_use (bucket, account_no, key_no, period, start, used, held) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT limit_use_pk DO UPDATE SET used = excluded.used, held = excluded.held\
            """;

    private void saveUses(AccountNumber account, AccountChanges changes) throws SQLException {
        for (long key : changes.usesCountedAnew()) {
            statements.run(DROP_USES, account, key);
        }
        for (LimitUse use : changes.uses()) {
            statements.run(
                    PUT_USE,
                    account,
                    use.key(),
                    use.period().code(),
                    AccountStatements.time(use.start()),
                    use.used().nanos(),
                    use.held().nanos());
        }
    }
}
