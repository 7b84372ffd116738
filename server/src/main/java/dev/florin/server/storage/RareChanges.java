package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountBook;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What few batches change: new grants, extended holds, words beside rows, settings and limits of an account, its end. Each is
 * a statement of its own, before the batch's main one and within its transaction. One per lane; not thread-safe.
 */
final class RareChanges {
    private final Connection connection;

    RareChanges(Connection connection) {
        this.connection = connection;
    }

    /** Whether there is anything to be saved here. */
    static boolean areIn(AccountBook.Changes changes) {
        return changes.usesCountedAnew()
                || !changes.uses().isEmpty()
                || !sameSettings(changes.before(), changes.after())
                || changes.grants().stream()
                        .anyMatch(grant -> grant.number() > changes.before().lastGrant())
                || changes.holds().stream()
                        .anyMatch(hold -> hold.number() <= changes.before().lastHold())
                || changes.rows().stream().anyMatch(row -> row.text() != null);
    }

    void save(List<AccountBook.Changes> batch, Map<AccountNumber, LoadedAccount> loaded) throws SQLException {
        for (AccountBook.Changes changes : batch) {
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
            saveUses(account, changes);
            if (changes.after().deleted()) {
                erase(account);
            }
        }
    }

    private static final String ADD_GRANT = """
            INSERT INTO grant_ (bucket, account_no, grant_no, kind, amount, remaining, live, paid, expires_at, state, source,
                                created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """;

    private void addGrant(AccountNumber account, Grant grant) throws SQLException {
        run(
                ADD_GRANT,
                account,
                grant.number(),
                grant.kind().code(),
                grant.amount().nanos(),
                grant.remaining().nanos(),
                grant.remaining().isPositive(),
                grant.paid().nanos(),
                time(grant.expiresAt()),
                grant.state().code(),
                grant.source(),
                time(grant.createdAt()));
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
        run(
                CHANGE_HOLD,
                account,
                hold.number(),
                hold.amount().nanos(),
                time(hold.expiresAt()),
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
        run(
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
                   deleted = n.deleted
              FROM (VALUES (?::smallint, ?::bigint, ?::text, ?::timestamptz, ?::boolean, ?::text, ?::bigint, ?::bigint,
                            ?::bigint, ?::boolean))
                   AS n (bucket, account_no, host_plan, host_plan_until, frozen, time_zone, limit_day, limit_week, limit_month,
                         deleted)
             WHERE account.bucket = n.bucket AND account.account_no = n.account_no
            RETURNING account.ctid\
            """;

    private void saveSettings(AccountBook.Changes changes, LoadedAccount loaded) throws SQLException {
        Account after = changes.after();
        if (sameSettings(changes.before(), after)) {
            return;
        }
        PlanWord word = after.word();
        long place = change(
                SETTINGS,
                after.number(),
                BatchSave.plan(word),
                word == null ? null : time(word.until()),
                after.frozen(),
                after.zone().getId(),
                BatchSave.nanos(after.limits().day()),
                BatchSave.nanos(after.limits().week()),
                BatchSave.nanos(after.limits().month()),
                after.deleted());
        loaded.moved(place);
    }

    private static boolean sameSettings(Account before, Account after) {
        return Objects.equals(before.word(), after.word())
                && before.frozen() == after.frozen()
                && before.zone().equals(after.zone())
                && before.limits().equals(after.limits())
                && before.deleted() == after.deleted();
    }

    private static final String DROP_USES = "DELETE FROM limit_use WHERE bucket = ? AND account_no = ? AND key_no = 0";

    private static final String PUT_USE = """
            INSERT INTO limit_use (bucket, account_no, key_no, period, start, used, held) VALUES (?, ?, 0, ?, ?, ?, ?)
                ON CONFLICT ON CONSTRAINT limit_use_pk DO UPDATE SET used = excluded.used, held = excluded.held\
            """;

    private void saveUses(AccountNumber account, AccountBook.Changes changes) throws SQLException {
        if (changes.usesCountedAnew()) {
            run(DROP_USES, account);
        }
        for (LimitUse use : changes.uses()) {
            run(
                    PUT_USE,
                    account,
                    use.period().code(),
                    time(use.start()),
                    use.used().nanos(),
                    use.held().nanos());
        }
    }

    private static final String ERASE_TEXT = "DELETE FROM transaction_text WHERE bucket = ? AND account_no = ?";

    /* The pseudonym is random: nobody can tell from it who it was, nor whether two were the same. */
    private static final String ERASE_CUSTOMER = """
            UPDATE customer SET external_id = 'deleted:' || gen_random_uuid(), email = NULL, name = NULL, metadata = '{}',
                   fingerprint = ''
             WHERE bucket = ? AND account_no = ?\
            """;

    private void erase(AccountNumber account) throws SQLException {
        run(ERASE_TEXT, account);
        run(ERASE_CUSTOMER, account);
    }

    private static @Nullable Object time(@Nullable Instant at) {
        return at == null ? null : LockedRecords.utc(at);
    }

    private void run(String sql, AccountNumber account, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, account, parameters);
            statement.execute();
        }
    }

    /** Changes one row and answers where it lies now. */
    private long change(String sql, AccountNumber account, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, account, parameters);
            try (ResultSet row = statement.executeQuery()) {
                Check.invariant(row.next(), "the row to be changed is missing");
                return Columns.place(row, 1);
            }
        }
    }

    private static void bind(PreparedStatement statement, AccountNumber account, @Nullable Object... parameters)
            throws SQLException {
        statement.setShort(1, (short) account.bucket());
        statement.setLong(2, account.number());
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 3, parameters[i]);
        }
    }
}
