package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.RechargeWatch;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Draws;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import dev.florin.core.ledger.Target;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The second round trip of a batch: everything that almost every batch changes, in one statement, with the COMMIT behind it.
 *
 * <p>The statement raises by itself where a row count is not the expected one, and the COMMIT then fails with it. What few
 * batches change is saved before by {@link RareChanges}. One per lane; not thread-safe.
 */
final class BatchSave {
    /*
     * Rows are found by their places, which the load has told: that saves the second look into every index. That each is the
     * right one is checked by IS NOT DISTINCT FROM, which no index can serve: by an equality the server would rather look
     * into the index of a table that was empty when it planned.
     */
    private static final String ACCOUNT = """
            changed_account AS (
                UPDATE account a
                   SET total = n.total, held = n.held, owed = n.owed, sequence = n.sequence, last_hold = n.last_hold,
                       last_grant = n.last_grant, next_due = n.next_due, last_at = n.last_at, head = n.head,
                       recharge_allowance = n.recharge_allowance, recharge_look_at = n.recharge_look_at,
                       version = n.version + 1
                  FROM unnest(?::account_change[]) AS n
                 WHERE a.ctid = n.place AND (a.account_no, a.version) IS NOT DISTINCT FROM (n.account_no, n.version)
             RETURNING 1
            )\
            """;

    private static final String GRANT = """
            changed_grant AS (
                UPDATE grant_ g SET remaining = n.remaining, live = n.remaining > 0, state = n.state
                  FROM unnest(?::grant_change[]) AS n
                 WHERE g.ctid = n.place AND (g.account_no, g.grant_no) IS NOT DISTINCT FROM (n.account_no, n.grant_no)
             RETURNING 1
            )\
            """;

    private static final String ENDED_HOLD = """
            changed_hold AS (
                DELETE FROM hold h USING unnest(?::ended_hold[]) AS n
                 WHERE h.ctid = n.place AND (h.account_no, h.hold_no) IS NOT DISTINCT FROM (n.account_no, n.hold_no)
             RETURNING 1
            )\
            """;

    private static final String NEW_HOLD = """
            new_hold AS (
                INSERT INTO hold (bucket, account_no, hold_no, amount, placed_at, expires_at, on_expiry, price_list, model,
                                  price_version, input_tokens, max_output_tokens, feature, key_no, metadata, salt)
                SELECT * FROM unnest(?::new_hold[])
            )\
            """;

    private static final String NEW_KEY = """
            new_key AS (
                INSERT INTO key_ (bucket, account_no, key_hash, fingerprint, kind, number)
                SELECT * FROM unnest(?::new_key[])
            )\
            """;

    private static final String NEW_TRANSACTION = """
            new_transaction AS (
                INSERT INTO transaction_ (bucket, account_no, sequence, type, amount, balance_after, house, hold_no, held,
                                          placed_at, would_expire_at, hold_end, max_output_tokens, hold_price, model,
                                          input_tokens, output_tokens, usage_parts, price_version, feature, key_no, cost,
                                          uncollected, estimated, draws, reason_code, reverses, actor, source, request,
                                          text_digest, created_at, hash)
                SELECT * FROM unnest(?::new_transaction[])
            )\
            """;

    private static final String EXPECTED = "florin_expect((SELECT count(*) FROM changed_%1$s), ?, '%1$s')";

    private final Connection connection;
    private final RowsParameter accounts;
    private final RowsParameter grants;
    private final RowsParameter ended;
    private final RowsParameter holds;
    private final RowsParameter keys;
    private final RowsParameter transactions;
    private final List<Part> all;

    /*
     * A part without rows would be begun and ended all the same, which is most of what a lone command costs: so each set of
     * parts that occurs has a statement of its own. Few do: a batch of many commands has them all.
     */
    private final Map<List<Part>, PreparedStatement> statements = new HashMap<>();

    /**
     * What is done to the rows of one table.
     *
     * @param counted the word of rows that must all be found; absent where rows are only added
     */
    private record Part(
            RowsParameter rows, String sql, @Nullable String counted) {}

    BatchSave(Connection connection) throws SQLException {
        this.connection = connection;
        accounts = RowsParameter.of("account_change", connection);
        grants = RowsParameter.of("grant_change", connection);
        ended = RowsParameter.of("ended_hold", connection);
        holds = RowsParameter.of("new_hold", connection);
        keys = RowsParameter.of("new_key", connection);
        transactions = RowsParameter.of("new_transaction", connection);
        all = List.of(
                new Part(accounts, ACCOUNT, "account"),
                new Part(grants, GRANT, "grant"),
                new Part(ended, ENDED_HOLD, "hold"),
                new Part(holds, NEW_HOLD, null),
                new Part(keys, NEW_KEY, null),
                new Part(transactions, NEW_TRANSACTION, null));
    }

    /** Saves and commits. When this returns the changes are durable. */
    void run(List<AccountChanges> changes, Map<AccountNumber, LoadedAccount> loaded) throws SQLException {
        all.forEach(part -> part.rows.clear());
        for (AccountChanges each : changes) {
            add(each, Check.present(loaded.get(each.after().number()), "a changed account"));
        }
        List<Part> parts = all.stream().filter(part -> part.rows.count() > 0).toList();
        PreparedStatement statement = statement(parts);
        int place = 1;
        for (Part part : parts) {
            statement.setObject(place++, part.rows);
        }
        for (Part part : parts) {
            if (part.counted != null) {
                statement.setLong(place++, part.rows.count());
            }
        }
        statement.execute();
        boolean more = true; // every result must be taken: the COMMIT's is the last
        while (more) {
            more = statement.getMoreResults() || statement.getUpdateCount() != -1;
        }
    }

    private PreparedStatement statement(List<Part> parts) throws SQLException {
        PreparedStatement known = statements.get(parts);
        if (known == null) {
            known = connection.prepareStatement(sql(parts));
            statements.put(parts, known);
        }
        return known;
    }

    /** One statement, of which every account's change is a part, and the COMMIT. */
    private static String sql(List<Part> parts) {
        return parts.stream().map(Part::sql).collect(Collectors.joining(", ", "WITH ", " SELECT "))
                + parts.stream()
                        .flatMap(part -> Stream.ofNullable(part.counted))
                        .map(EXPECTED::formatted)
                        .collect(Collectors.joining(", "))
                + "; COMMIT";
    }

    private void add(AccountChanges changes, LoadedAccount loaded) {
        AccountNumber number = changes.after().number();
        addAccount(changes.after(), loaded);
        for (Grant grant : changes.grants()) {
            if (grant.number() <= changes.before().lastGrant()) {
                grants.begin()
                        .place(loaded.placeOfGrant(grant.number()))
                        .bigint(number.number())
                        .bigint(grant.number())
                        .bigint(grant.remaining().nanos())
                        .text(grant.state().code())
                        .end();
            }
        }
        for (long hold : changes.endedHolds()) {
            if (hold <= changes.before().lastHold()) {
                ended.begin()
                        .place(loaded.placeOfHold(hold))
                        .bigint(number.number())
                        .bigint(hold)
                        .end();
            }
        }
        for (Hold hold : changes.holds()) {
            if (hold.number() > changes.before().lastHold()) {
                addHold(number, hold);
            }
        }
        for (Map.Entry<Digest, KeyRecord> key : changes.keys().entrySet()) {
            Target target = key.getValue().target();
            begin(keys, number)
                    .digest(key.getKey())
                    .digest(key.getValue().fingerprint())
                    .text(String.valueOf(target.kind().letter()))
                    .bigint(target.number())
                    .end();
        }
        changes.rows().forEach(row -> addTransaction(number, row));
    }

    private static RowsParameter begin(RowsParameter rows, AccountNumber account) {
        return rows.begin().smallint(account.bucket()).bigint(account.number());
    }

    private void addAccount(Account account, LoadedAccount loaded) {
        RechargeWatch watch = account.watch();
        accounts.begin()
                .place(loaded.place())
                .bigint(account.number().number())
                .bigint(loaded.version())
                .bigint(account.total().nanos())
                .bigint(account.held().nanos())
                .bigint(account.owed().nanos())
                .bigint(account.sequence())
                .bigint(account.lastHold())
                .bigint(account.lastGrant())
                .time(account.nextDue())
                .time(account.lastAt())
                .digest(account.head())
                .bigint(watch == null ? null : (Long) watch.allowance().nanos())
                .time(watch == null ? null : watch.lookAt())
                .end();
    }

    private void addHold(AccountNumber account, Hold hold) {
        Hold.ModelCall call = hold.call();
        begin(holds, account)
                .bigint(hold.number())
                .bigint(hold.amount().nanos())
                .time(hold.placedAt())
                .time(hold.expiresAt())
                .text(hold.onExpiry().code())
                .bigint(hold.priceList())
                .text(call == null ? null : call.model().name())
                .integer(call == null ? null : (Integer) call.priceVersion())
                .bigint(call == null ? null : (Long) call.inputTokens())
                .bigint(call == null ? null : (Long) call.maxOutputTokens())
                .text(hold.feature())
                .bigint(hold.keyNumber())
                .text(MetadataJson.write(hold.metadata()))
                .digest(hold.salt())
                .end();
    }

    private void addTransaction(AccountNumber account, Transaction row) {
        begin(transactions, account)
                .bigint(row.sequence())
                .text(row.type().code())
                .bigint(row.amount().nanos())
                .bigint(row.balanceAfter().nanos())
                .text(row.house().code());
        addEndedHold(row.hold());
        addSpending(row.spending());
        transactions
                .text(Draws.write(row.draws()))
                .text(row.reasonCode() == null ? null : row.reasonCode().code())
                .bigint(row.reverses())
                .text(row.actor())
                .text(row.source())
                .digest(row.request())
                .digest(row.textDigest())
                .time(row.createdAt())
                .digest(row.hash())
                .end();
    }

    private void addEndedHold(Transaction.@Nullable EndedHold hold) {
        transactions
                .bigint(hold == null ? null : (Long) hold.number())
                .bigint(hold == null ? null : nanos(hold.amount()))
                .time(hold == null ? null : hold.placedAt())
                .time(hold == null ? null : hold.expiresAt())
                .text(hold == null ? null : hold.end().code())
                .bigint(hold == null ? null : hold.maxOutputTokens())
                .integer(hold == null ? null : hold.priceVersion());
    }

    private void addSpending(Transaction.@Nullable Spending spending) {
        Usage usage = spending == null ? null : spending.usage();
        Model model = spending == null ? null : spending.model();
        transactions
                .text(model == null ? null : model.name())
                .bigint(usage == null ? null : (Long) usage.inputTokens())
                .bigint(usage == null ? null : (Long) usage.outputTokens())
                .text(usage == null ? null : usage.parts())
                .integer(spending == null ? null : spending.priceVersion())
                .text(spending == null ? null : spending.feature())
                .bigint(spending == null ? null : (Long) spending.keyNumber())
                .bigint(spending == null ? null : nanos(spending.cost()))
                .bigint(spending == null ? null : nanos(spending.uncollected()))
                .bool(spending == null ? null : (Boolean) spending.estimated());
    }

    static @Nullable Long nanos(@Nullable Amount amount) {
        return amount == null ? null : amount.nanos();
    }

    static @Nullable String plan(@Nullable PlanWord word) {
        return word == null ? null : word.plan().code();
    }
}
