package dev.florin.server.storage;

import static dev.florin.server.storage.ArrayParameter.Element.BIGINT;
import static dev.florin.server.storage.ArrayParameter.Element.BOOLEAN;
import static dev.florin.server.storage.ArrayParameter.Element.BYTES;
import static dev.florin.server.storage.ArrayParameter.Element.INTEGER;
import static dev.florin.server.storage.ArrayParameter.Element.SMALLINT;
import static dev.florin.server.storage.ArrayParameter.Element.TEXT;
import static dev.florin.server.storage.ArrayParameter.Element.TIME;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.Draws;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountBook;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The second round trip of a batch: everything that almost every batch changes, in one statement, with the COMMIT behind it.
 *
 * <p>The statement raises by itself where a row count is not the expected one, and the COMMIT then fails with it. What few
 * batches change is saved before by {@link RareChanges}. One per lane; not thread-safe.
 */
final class BatchSave {
    private static final String SAVE = """
            WITH changed_account AS (
                UPDATE account a
                   SET total = n.total, held = n.held, owed = n.owed, sequence = n.sequence, last_hold = n.last_hold,
                       last_grant = n.last_grant, next_due = n.next_due, last_at = n.last_at, head = n.head
                  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                       AS n (bucket, account_no, total, held, owed, sequence, last_hold, last_grant, next_due, last_at, head)
                 WHERE a.bucket = n.bucket AND a.account_no = n.account_no
             RETURNING 1
            ), changed_grant AS (
                UPDATE grant_ g SET remaining = n.remaining, live = n.remaining > 0, state = n.state
                  FROM unnest(?, ?, ?, ?, ?) AS n (bucket, account_no, grant_no, remaining, state)
                 WHERE g.bucket = n.bucket AND g.account_no = n.account_no AND g.grant_no = n.grant_no
             RETURNING 1
            ), ended_hold AS (
                DELETE FROM hold h USING unnest(?, ?, ?) AS n (bucket, account_no, hold_no)
                 WHERE h.bucket = n.bucket AND h.account_no = n.account_no AND h.hold_no = n.hold_no
             RETURNING 1
            ), new_hold AS (
                INSERT INTO hold (bucket, account_no, hold_no, amount, placed_at, expires_at, on_expiry, price_list, model,
                                  price_version, input_tokens, max_output_tokens, feature, key_no, metadata, salt)
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ), new_key AS (
                INSERT INTO key_ (bucket, account_no, key_hash, fingerprint, kind, number)
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?)
            ), new_transaction AS (
                INSERT INTO transaction_ (bucket, account_no, sequence, type, amount, balance_after, house, hold_no, held,
                                          placed_at, would_expire_at, hold_end, max_output_tokens, hold_price, model,
                                          input_tokens, output_tokens, usage_parts, price_version, feature, key_no, cost,
                                          uncollected, estimated, draws, reason_code, reverses, actor, source, request,
                                          text_digest, created_at, hash)
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                                     ?, ?, ?, ?)
            )
            SELECT florin_expect((SELECT count(*) FROM changed_account), ?, 'account'),
                   florin_expect((SELECT count(*) FROM changed_grant), ?, 'grant'),
                   florin_expect((SELECT count(*) FROM ended_hold), ?, 'hold');
            COMMIT\
            """;

    private final PreparedStatement statement;
    private final ArrayParameters accounts =
            new ArrayParameters(SMALLINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, TIME, TIME, BYTES);
    private final ArrayParameters grants = new ArrayParameters(SMALLINT, BIGINT, BIGINT, BIGINT, TEXT);
    private final ArrayParameters ended = new ArrayParameters(SMALLINT, BIGINT, BIGINT);
    private final ArrayParameters holds = new ArrayParameters(
            SMALLINT, BIGINT, BIGINT, BIGINT, TIME, TIME, TEXT, BIGINT, TEXT, INTEGER, BIGINT, BIGINT, TEXT, BIGINT,
            TEXT, BYTES);
    private final ArrayParameters keys = new ArrayParameters(SMALLINT, BIGINT, BYTES, BYTES, TEXT, BIGINT);
    private final ArrayParameters transactions = new ArrayParameters(
            SMALLINT, BIGINT, BIGINT, TEXT, BIGINT, BIGINT, TEXT, BIGINT, BIGINT, TIME, TIME, TEXT, BIGINT, INTEGER,
            TEXT, BIGINT, BIGINT, TEXT, INTEGER, TEXT, BIGINT, BIGINT, BIGINT, BOOLEAN, TEXT, TEXT, BIGINT, TEXT, TEXT,
            BYTES, BYTES, TIME, BYTES);

    BatchSave(Connection connection) throws SQLException {
        statement = connection.prepareStatement(SAVE);
    }

    /** Saves and commits. When this returns the changes are durable. */
    void run(List<AccountBook.Changes> changes) throws SQLException {
        List<ArrayParameters> all = List.of(accounts, grants, ended, holds, keys, transactions);
        all.forEach(ArrayParameters::clear);
        changes.forEach(this::add);
        int place = 1;
        for (ArrayParameters each : all) {
            place = each.bind(statement, place);
        }
        statement.setLong(place++, accounts.rows());
        statement.setLong(place++, grants.rows());
        statement.setLong(place, ended.rows());
        statement.execute();
        boolean more = true; // every result must be taken: the COMMIT's is the last
        while (more) {
            more = statement.getMoreResults() || statement.getUpdateCount() != -1;
        }
    }

    private void add(AccountBook.Changes changes) {
        AccountNumber number = changes.after().number();
        addAccount(changes.after());
        for (Grant grant : changes.grants()) {
            if (grant.number() <= changes.before().lastGrant()) {
                place(grants, number).column(2).add(grant.number());
                grants.column(3).add(grant.remaining().nanos());
                grants.column(4).add(grant.state().code());
            }
        }
        for (long hold : changes.endedHolds()) {
            if (hold <= changes.before().lastHold()) {
                place(ended, number).column(2).add(hold);
            }
        }
        for (Hold hold : changes.holds()) {
            if (hold.number() > changes.before().lastHold()) {
                addHold(number, hold);
            }
        }
        for (Map.Entry<Digest, KeyRecord> key : changes.keys().entrySet()) {
            place(keys, number).column(2).add(key.getKey().bytes());
            keys.column(3).add(key.getValue().fingerprint().bytes());
            keys.column(4).add(String.valueOf(key.getValue().target().kind().letter()));
            keys.column(5).add(key.getValue().target().number());
        }
        changes.rows().forEach(row -> addTransaction(number, row));
    }

    private static ArrayParameters place(ArrayParameters table, AccountNumber account) {
        table.column(0).add(account.bucket());
        table.column(1).add(account.number());
        return table;
    }

    private void addAccount(Account account) {
        place(accounts, account.number());
        accounts.column(2).add(account.total().nanos());
        accounts.column(3).add(account.held().nanos());
        accounts.column(4).add(account.owed().nanos());
        accounts.column(5).add(account.sequence());
        accounts.column(6).add(account.lastHold());
        accounts.column(7).add(account.lastGrant());
        accounts.column(8).add(account.nextDue());
        accounts.column(9).add(account.lastAt());
        accounts.column(10).add(account.head().bytes());
    }

    private void addHold(AccountNumber account, Hold hold) {
        Hold.ModelCall call = hold.call();
        Digest salt = hold.salt();
        place(holds, account);
        holds.column(2).add(hold.number());
        holds.column(3).add(hold.amount().nanos());
        holds.column(4).add(hold.placedAt());
        holds.column(5).add(hold.expiresAt());
        holds.column(6).add(hold.onExpiry().code());
        holds.column(7).add(hold.priceList());
        holds.column(8).add(call == null ? null : call.model().name());
        holds.column(9).add(call == null ? null : Integer.valueOf(call.priceVersion()));
        holds.column(10).add(call == null ? null : Long.valueOf(call.inputTokens()));
        holds.column(11).add(call == null ? null : Long.valueOf(call.maxOutputTokens()));
        holds.column(12).add(hold.feature());
        holds.column(13).add(hold.keyNumber());
        holds.column(14).add(MetadataJson.write(hold.metadata()));
        holds.column(15).add(salt == null ? null : salt.bytes());
    }

    private void addTransaction(AccountNumber account, Transaction row) {
        ArrayParameters t = place(transactions, account);
        t.column(2).add(row.sequence());
        t.column(3).add(row.type().code());
        t.column(4).add(row.amount().nanos());
        t.column(5).add(row.balanceAfter().nanos());
        t.column(6).add(row.house().code());
        addEndedHold(row.hold());
        addSpending(row.spending());
        Digest textDigest = row.textDigest();
        t.column(24).add(Draws.write(row.draws()));
        t.column(25).add(row.reasonCode() == null ? null : row.reasonCode().code());
        t.column(26).add(row.reverses());
        t.column(27).add(row.actor());
        t.column(28).add(row.source());
        t.column(29).add(row.request().bytes());
        t.column(30).add(textDigest == null ? null : textDigest.bytes());
        t.column(31).add(row.createdAt());
        t.column(32).add(row.hash().bytes());
    }

    private void addEndedHold(Transaction.@Nullable EndedHold hold) {
        ArrayParameters t = transactions;
        t.column(7).add(hold == null ? null : Long.valueOf(hold.number()));
        t.column(8).add(hold == null ? null : Long.valueOf(hold.amount().nanos()));
        t.column(9).add(hold == null ? null : hold.placedAt());
        t.column(10).add(hold == null ? null : hold.expiresAt());
        t.column(11).add(hold == null ? null : hold.end().code());
        t.column(12).add(hold == null ? null : hold.maxOutputTokens());
        t.column(13).add(hold == null ? null : hold.priceVersion());
    }

    private void addSpending(Transaction.@Nullable Spending spending) {
        ArrayParameters t = transactions;
        if (spending == null) {
            for (int column = 14; column < 24; column++) {
                t.column(column).addNull();
            }
            return;
        }
        var usage = spending.usage();
        t.column(14).add(spending.model() == null ? null : spending.model().name());
        t.column(15).add(usage == null ? null : Long.valueOf(usage.inputTokens()));
        t.column(16).add(usage == null ? null : Long.valueOf(usage.outputTokens()));
        t.column(17).add(usage == null ? null : usage.parts());
        t.column(18).add(spending.priceVersion());
        t.column(19).add(spending.feature());
        t.column(20).add(spending.keyNumber());
        t.column(21).add(spending.cost().nanos());
        t.column(22).add(spending.uncollected().nanos());
        t.column(23).add(spending.estimated());
    }

    static @Nullable Long nanos(@Nullable Amount amount) {
        return amount == null ? null : amount.nanos();
    }

    static @Nullable String plan(@Nullable PlanWord word) {
        return word == null ? null : word.plan().code();
    }
}
