package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.LimitUse;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.PurchaseSnapshot;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The ledger in PostgreSQL: each command waits in the lane of its account's bucket, and is answered when the batch that decided
 * it has committed. Any number of processes may share a database; the row locks order them. Thread-safe.
 */
public final class PostgresLedger implements Ledger, AutoCloseable {
    private final Database database;
    private final Touched touched = new Touched();
    private final Lanes lanes;
    private final List<LaneWorker> workers;

    /**
     * A ledger that has begun to work.
     *
     * @param lanes threads that decide, each with a connection of its own: 2, or 4 where a commit takes 1 ms or more
     * @param queueLength how many commands may wait in each
     */
    public PostgresLedger(Database database, PriceCatalog prices, int lanes, int queueLength, LaneMeter meter) {
        this.database = database;
        this.lanes = new Lanes(lanes, queueLength);
        RememberedAccounts memory = new RememberedAccounts(RememberedAccounts.MOST, lanes);
        this.workers = IntStream.range(0, lanes)
                .mapToObj(number -> new LaneWorker(number, this.lanes, database, prices, meter, memory, touched))
                .toList();
        workers.forEach(LaneWorker::start);
    }

    @Override
    public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
        Pending<T> pending = new Pending<>(command);
        lanes.submit(pending);
        return pending.future();
    }

    private static final String DUE = """
            SELECT a.bucket, a.account_no
              FROM account a, clock c
             WHERE a.next_due <= clock_timestamp() + c.offset_micros * interval '1 microsecond' AND NOT a.deleted
             ORDER BY a.next_due LIMIT ?\
            """;

    /** Accounts on which something has expired, the longest due first. */
    public List<AccountNumber> due(int limit) {
        return database.all(DUE, row -> new AccountNumber(row.getInt(1), row.getLong(2)), limit);
    }

    private static final String PLAN_ENDED = """
            SELECT a.bucket, a.account_no
              FROM account a, clock c
             WHERE least(a.host_plan_until, a.stripe_plan_until)
                   <= clock_timestamp() + c.offset_micros * interval '1 microsecond'
               AND (a.host_plan_until IS NOT NULL OR a.stripe_plan_until IS NOT NULL) AND NOT a.deleted
             ORDER BY least(a.host_plan_until, a.stripe_plan_until) LIMIT ?\
            """;

    /** Accounts with a word on the plan whose time is over, the longest first. */
    public List<AccountNumber> planEnded(int limit) {
        return database.all(PLAN_ENDED, row -> new AccountNumber(row.getInt(1), row.getLong(2)), limit);
    }

    /** What the lanes have changed or refused, for whoever tells the customers. */
    public Touched touched() {
        return touched;
    }

    /**
     * What was available to the account when this process changed it last: whoever was just answered is told by it what is left.
     * Empty where that is not remembered; what other processes have done since is not in it.
     */
    public Optional<Amount> left(AccountNumber account) {
        return touched.left(account);
    }

    /** How many commands wait in each lane. */
    public List<Integer> depths() {
        return lanes.depths();
    }

    /** Answers every command that was taken in, then ends. */
    @Override
    public void close() {
        lanes.stop();
        workers.forEach(LaneWorker::join);
    }

    private static final String ACCOUNT =
            "SELECT " + Columns.ACCOUNT + " FROM account a WHERE a.bucket = ? AND a.account_no = ?";

    private static final String GRANTS =
            "SELECT " + Columns.GRANT + " FROM grant_ g WHERE g.bucket = ? AND g.account_no = ? ORDER BY g.grant_no";

    private static final String HOLDS =
            "SELECT " + Columns.HOLD + " FROM hold h WHERE h.bucket = ? AND h.account_no = ? ORDER BY h.hold_no";

    private static final String ROWS = LockedRecords.TRANSACTIONS + " ORDER BY t.sequence";

    private static final String KEYS = """
            SELECT k.bucket, k.account_no, k.key_hash, k.fingerprint, k.kind, k.number
              FROM key_ k WHERE k.bucket = ? AND k.account_no = ?\
            """;

    private static final String USES =
            "SELECT " + Columns.LIMIT_USE + " FROM limit_use u WHERE u.bucket = ? AND u.account_no = ?";

    @Override
    public Optional<AccountSnapshot> snapshot(AccountNumber number) {
        try (Connection connection = database.openSnapshot()) {
            Optional<Account> account =
                    read(connection, ACCOUNT, number, Columns::account).stream().findFirst();
            if (account.isEmpty()) {
                return Optional.empty();
            }
            List<Grant> grants = read(connection, GRANTS, number, Columns::grant);
            List<Hold> holds = read(connection, HOLDS, number, Columns::hold);
            List<Transaction> rows = read(connection, ROWS, number, LockedRecords::transaction);
            Map<Digest, KeyRecord> keys = new HashMap<>();
            read(connection, KEYS, number, row -> keys.put(Digest.of(row.getBytes(3)), BatchLoad.key(row)));
            List<LimitUse> uses = new ArrayList<>(read(connection, USES, number, Columns::limitUse));
            uses.sort(LimitUse.ORDER);
            List<GatewayKey> gatewayKeys = read(connection, LockedRecords.ALL_GATEWAY_KEYS, number, GatewayKeys::read);
            PurchaseSnapshot purchases = purchases(new LockedPurchases(connection, number));
            connection.rollback();
            return Optional.of(
                    new AccountSnapshot(account.get(), grants, holds, rows, keys, gatewayKeys, uses, purchases));
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static PurchaseSnapshot purchases(LockedPurchases of) {
        return new PurchaseSnapshot(
                of.topUps(),
                of.refunds(),
                of.disputes(),
                of.bonuses(),
                of.recharge().orElse(null),
                of.claims(),
                of.debts(),
                of.announcements());
    }

    private static <T> List<T> read(Connection connection, String sql, AccountNumber number, Database.Read<T> read)
            throws SQLException {
        return Database.all(connection, sql, read, (short) number.bucket(), number.number());
    }
}
