package dev.florin.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The ledger that most teams write, in its strongest form: each command is one transaction, and one statement, so one round
 * trip. It keeps the balance, what is held, the open holds, the history with a sequence of each account, and the keys.
 *
 * <p>It is given every advantage that is not Florin's idea: the same driver, prepared statements in binary, the same settings of
 * its connections, the same fill of its tables, no foreign keys, numbers made in the program, and the pool that suits it
 * best. It has no grants, no prices, no hash chain, no plan, no limits, nothing that expires.
 */
final class NaiveLedger implements Contender, AutoCloseable {
    static final String TABLES = """
            CREATE TABLE account (
                account_no bigint PRIMARY KEY,
                balance    bigint NOT NULL,
                held       bigint NOT NULL DEFAULT 0,
                sequence   bigint NOT NULL DEFAULT 0,
                CONSTRAINT account_never_overspent CHECK (held BETWEEN 0 AND balance)
            ) WITH (fillfactor = 50);
            CREATE TABLE hold (
                account_no bigint      NOT NULL,
                hold_no    bigint      NOT NULL,
                amount     bigint      NOT NULL,
                model      text        NOT NULL,
                feature    text        NOT NULL,
                placed_at  timestamptz NOT NULL,
                expires_at timestamptz NOT NULL,
                PRIMARY KEY (account_no, hold_no)
            ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                    autovacuum_vacuum_cost_delay = 0);
            CREATE TABLE history (
                account_no    bigint      NOT NULL,
                sequence      bigint      NOT NULL,
                hold_no       bigint      NOT NULL,
                amount        bigint      NOT NULL,
                balance_after bigint      NOT NULL,
                model         text        NOT NULL,
                feature       text        NOT NULL,
                input_tokens  bigint      NOT NULL,
                output_tokens bigint      NOT NULL,
                created_at    timestamptz NOT NULL,
                PRIMARY KEY (account_no, sequence)
            );
            CREATE UNIQUE INDEX history_ends_a_hold_once ON history (account_no, hold_no);
            CREATE TABLE key_ (
                account_no bigint NOT NULL,
                key_hash   bytea  NOT NULL,
                hold_no    bigint NOT NULL,
                PRIMARY KEY (account_no, key_hash)
            );
            INSERT INTO account SELECT place, 10000000000000000 FROM generate_series(0, 9999) place\
            """;

    private static final String HOLD = """
            WITH changed AS (
                UPDATE account SET held = held + ?
                 WHERE account_no = ? AND balance - held >= ?
                   AND NOT EXISTS (SELECT FROM key_ k WHERE k.account_no = ? AND k.key_hash = ?)
             RETURNING account_no
            ), keyed AS (
                INSERT INTO key_ (account_no, key_hash, hold_no) SELECT account_no, ?, ? FROM changed
            )
            INSERT INTO hold (account_no, hold_no, amount, model, feature, placed_at, expires_at)
            SELECT account_no, ?, ?, 'gpt-5-mini', 'chat', now(), now() + interval '10 minutes' FROM changed
            RETURNING expires_at\
            """;

    private static final String SETTLE = """
            WITH ended AS (
                DELETE FROM hold WHERE account_no = ? AND hold_no = ? RETURNING account_no, hold_no, amount, model, feature
            ), changed AS (
                UPDATE account a SET held = a.held - ended.amount, balance = a.balance - ?, sequence = a.sequence + 1
                  FROM ended WHERE a.account_no = ended.account_no
             RETURNING a.account_no, a.sequence, a.balance
            )
            INSERT INTO history (account_no, sequence, hold_no, amount, balance_after, model, feature, input_tokens,
                                 output_tokens, created_at)
            SELECT c.account_no, c.sequence, e.hold_no, -?, c.balance, e.model, e.feature, ?, ?, now() FROM changed c, ended e
            RETURNING sequence, balance_after\
            """;

    /** What the same call of the same model would set aside and cost. */
    static final long HOLD_NANOS = 2_300_000;

    private static final long INPUT_NANOS = 210_000;
    private static final long OUTPUT_TOKEN_NANOS = 2_000;
    private static final int KEY_BYTES = 16;

    private final List<Session> sessions = new ArrayList<>();
    private final BlockingQueue<Session> idle;
    private final AtomicLong holds = new AtomicLong(System.currentTimeMillis() << 20);

    /** One connection with its two statements. */
    private record Session(Connection connection, PreparedStatement hold, PreparedStatement settle) {}

    /**
     * A ledger on tables that are there.
     *
     * @param connections as many commands run at once; the others wait for one to be free
     */
    NaiveLedger(BenchConnections database, int connections) {
        idle = new ArrayBlockingQueue<>(connections);
        try {
            for (int number = 0; number < connections; number++) {
                Connection connection = database.connect(BenchDatabase.NAIVE_SCHEMA);
                sessions.add(new Session(
                        connection, connection.prepareStatement(HOLD), connection.prepareStatement(SETTLE)));
            }
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
        idle.addAll(sessions);
    }

    @Override
    public String name() {
        return "naive";
    }

    @Override
    public void call(int account, RandomGenerator random) {
        byte[] key = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        long hold = hold(account, key);
        settle(account, hold, random.nextInt(1, FlorinLedger.MOST_OUTPUT_TOKENS));
    }

    /** Sets credit aside and answers the hold's number. */
    long hold(long account, byte[] key) {
        long number = holds.incrementAndGet();
        return with(session -> {
            PreparedStatement hold = session.hold;
            hold.setLong(1, HOLD_NANOS);
            hold.setLong(2, account);
            hold.setLong(3, HOLD_NANOS);
            hold.setLong(4, account);
            hold.setBytes(5, key);
            hold.setBytes(6, key);
            hold.setLong(7, number);
            hold.setLong(8, number);
            hold.setLong(9, HOLD_NANOS);
            requireRow(hold, "hold");
            return number;
        });
    }

    /** Charges what the call came to, frees the hold, and answers the row's number. */
    long settle(long account, long hold, int outputTokens) {
        long cost = INPUT_NANOS + outputTokens * OUTPUT_TOKEN_NANOS;
        return with(session -> {
            PreparedStatement settle = session.settle;
            settle.setLong(1, account);
            settle.setLong(2, hold);
            settle.setLong(3, cost);
            settle.setLong(4, cost);
            settle.setLong(5, FlorinLedger.INPUT_TOKENS);
            settle.setLong(6, outputTokens);
            return requireRow(settle, "settle");
        });
    }

    private static long requireRow(PreparedStatement statement, String what) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new BenchFault("the naive ledger refused to " + what);
            }
            return what.equals("settle") ? row.getLong(1) : 0;
        }
    }

    /** Something done on one connection. */
    private interface Work {
        long on(Session session) throws SQLException;
    }

    private long with(Work work) {
        try {
            Session session = idle.take();
            try {
                return work.on(session);
            } finally {
                idle.add(session);
            }
        } catch (SQLException e) {
            throw new BenchFault(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault(e);
        }
    }

    @Override
    public void close() {
        for (Session session : sessions) {
            try {
                session.connection.close();
            } catch (SQLException e) {
                throw new BenchFault(e);
            }
        }
    }
}
