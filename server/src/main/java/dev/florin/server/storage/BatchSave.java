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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Saves a batch: everything that almost every batch changes, in one statement. Under locks it is the second round trip of the
 * batch's transaction, with the COMMIT behind it; for what was decided from memory it is a transaction of its own.
 *
 * <p>The statement raises by itself where a row is not the one that was decided on, and the commit then fails with it. What few
 * batches change is saved before by {@link RareChanges}. One per lane; not thread-safe.
 */
final class BatchSave {
    /*
     * Rows are found by their places, which the load or the save before has told: that saves a look into every index. That each
     * is the right one is checked by IS NOT DISTINCT FROM, which no index can serve: by an equality the server would rather
     * look into the index of a table that was empty when it planned.
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
             RETURNING a.ctid AS place
            )\
            """;

    private static final String GRANT = """
            changed_grant AS (
                UPDATE grant_ g SET remaining = n.remaining, live = n.remaining > 0, state = n.state
                  FROM unnest(?::grant_change[]) AS n
                 WHERE g.ctid = n.place AND (g.account_no, g.grant_no) IS NOT DISTINCT FROM (n.account_no, n.grant_no)
             RETURNING g.ctid AS place
            )\
            """;

    private static final String ENDED_HOLD = """
            ended_hold AS (
                DELETE FROM hold h USING unnest(?::ended_hold[]) AS n
                 WHERE h.ctid = n.place AND (h.account_no, h.hold_no) IS NOT DISTINCT FROM (n.account_no, n.hold_no)
             RETURNING n.place
            )\
            """;

    private static final String NEW_HOLD = """
            placed_hold AS (
                INSERT INTO hold (bucket, account_no, hold_no, amount, placed_at, expires_at, on_expiry, price_list, model,
                                  price_version, input_tokens, max_output_tokens, feature, key_no, metadata, salt,
                                  user_)
                SELECT * FROM unnest(?::new_hold[])
             RETURNING ctid AS place
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
                                          text_digest, created_at, hash, user_)
                SELECT * FROM unnest(?::new_transaction[])
            )\
            """;

    private static final String MOMENT = """
            florin_expect_moment(?, (SELECT c.offset_micros FROM clock c), ?, (SELECT p.number FROM price_list p)) AS now\
            """;

    private static final String CHANGED_ACCOUNT = "changed_account";
    private static final String CHANGED_GRANT = "changed_grant";
    private static final String PLACED_HOLD = "placed_hold";

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
    private final Map<Shape, PreparedStatement> statements = new HashMap<>();

    /**
     * What is done to the rows of one table.
     *
     * @param told the name of the rows whose places are told; absent where nobody asks for them
     */
    private record Part(
            RowsParameter rows, String sql, @Nullable String told) {}

    /** Which statement a batch needs: its parts, and whether it is a transaction of its own. */
    private record Shape(List<Part> parts, boolean alone) {
        List<Part> told() {
            return parts.stream().filter(part -> part.told != null).toList();
        }
    }

    BatchSave(Connection connection) throws SQLException {
        this.connection = connection;
        accounts = RowsParameter.of("account_change", connection);
        grants = RowsParameter.of("grant_change", connection);
        ended = RowsParameter.of("ended_hold", connection);
        holds = RowsParameter.of("new_hold", connection);
        keys = RowsParameter.of("new_key", connection);
        transactions = RowsParameter.of("new_transaction", connection);
        all = List.of(
                new Part(accounts, ACCOUNT, CHANGED_ACCOUNT),
                new Part(grants, GRANT, CHANGED_GRANT),
                new Part(ended, ENDED_HOLD, "ended_hold"),
                new Part(holds, NEW_HOLD, PLACED_HOLD),
                new Part(keys, NEW_KEY, null),
                new Part(transactions, NEW_TRANSACTION, null));
    }

    /** Saves and commits what was decided under locks. When this returns the changes are durable. */
    void run(List<AccountChanges> changes, Map<AccountNumber, LoadedAccount> loaded) throws SQLException {
        Shape shape = fill(changes, loaded, false);
        PreparedStatement statement = bound(shape);
        statement.execute();
        SavedPlaces places = places(statement, shape);
        boolean more = true; // every result must be taken: the COMMIT's is the last
        while (more) {
            more = statement.getMoreResults() || statement.getUpdateCount() != -1;
        }
        places.tell(changes, loaded);
    }

    /** Saves what was decided from memory, in a transaction of its own, and answers the time of the database. */
    Instant runAlone(List<AccountChanges> changes, BatchLoad.Batch decided) throws SQLException {
        Shape shape = fill(changes, decided.accounts(), true);
        PreparedStatement statement = bound(shape);
        statement.setObject(shape.parts.size() + 1, LockedRecords.utc(decided.now()));
        statement.setLong(shape.parts.size() + 2, decided.priceList());
        statement.execute();
        SavedPlaces places = places(statement, shape);
        Instant now = Columns.instant(statement.getResultSet(), 2 * shape.told().size() + 1);
        statement.getResultSet().close();
        places.tell(changes, decided.accounts());
        return now;
    }

    private Shape fill(List<AccountChanges> changes, Map<AccountNumber, LoadedAccount> loaded, boolean alone) {
        all.forEach(part -> part.rows.clear());
        for (AccountChanges each : changes) {
            add(each, Check.present(loaded.get(each.after().number()), "a changed account"));
        }
        return new Shape(all.stream().filter(part -> part.rows.count() > 0).toList(), alone);
    }

    private PreparedStatement bound(Shape shape) throws SQLException {
        PreparedStatement statement = statements.get(shape);
        if (statement == null) {
            statement = connection.prepareStatement(sql(shape));
            statements.put(shape, statement);
        }
        int place = 1;
        for (Part part : shape.parts) {
            statement.setObject(place++, part.rows);
        }
        place += shape.alone ? 2 : 0; // the time and the price list
        for (Part part : shape.told()) {
            statement.setLong(place++, part.rows.count());
        }
        return statement;
    }

    /*
     * The accounts come before other rows: who has them has everything of them. What the inner question asks for is asked once
     * each, in its order, so the time first of all: what waits for it locks nothing.
     */
    private static String sql(Shape shape) {
        List<Part> told = shape.told();
        List<String> asked = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            String rows = told.get(i).told;
            asked.add("""
                    CASE WHEN coalesce(cardinality(s.places_%1$d), 0) <> s.rows_%1$d
                         THEN florin_expect(cardinality(s.places_%1$d), s.rows_%1$d, '%2$s') END, s.places_%1$d\
                    """.formatted(i, rows));
            inner.add("(SELECT array_agg(c.place) FROM " + rows + " c) AS places_" + i);
            counts.add("?::bigint AS rows_" + i);
        }
        inner.addAll(counts);
        if (shape.alone) {
            asked.add("s.now");
            inner.addFirst(MOMENT);
        }
        return shape.parts.stream().map(Part::sql).collect(Collectors.joining(", ", "WITH ", " SELECT "))
                + String.join(", ", asked) + " FROM (SELECT " + String.join(", ", inner) + " OFFSET 0) AS s"
                + (shape.alone ? "" : "; COMMIT");
    }

    /** The places that the statement's one row tells, as many as were expected. */
    private SavedPlaces places(PreparedStatement statement, Shape shape) throws SQLException {
        ResultSet row = statement.getResultSet();
        Check.invariant(row.next(), "the save's one row is missing");
        Map<String, String> arrays = new HashMap<>();
        int column = 2;
        for (Part part : shape.told()) {
            arrays.put(Check.present(part.told, "a name"), row.getString(column));
            column += 2;
        }
        return new SavedPlaces(
                arrays.getOrDefault(CHANGED_ACCOUNT, ""),
                arrays.getOrDefault(CHANGED_GRANT, ""),
                arrays.getOrDefault(PLACED_HOLD, ""));
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
                .text(hold.user())
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
                .text(row.spending() == null ? null : row.spending().user())
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
