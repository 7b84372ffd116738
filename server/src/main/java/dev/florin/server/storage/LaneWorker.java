package dev.florin.server.storage;

import dev.florin.core.ledger.LedgerFault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one connection that work for the lanes.
 *
 * <p>Many commands, one commit: a worker takes all that has queued in a lane while the last commit was running and decides it in
 * one transaction. So nobody waits for a timer, a lone request waits for nobody, and a hot account gets faster under load: a
 * thousand charges of it are one changed row.
 *
 * <p>What can go wrong, and what the worker does:
 *
 * <ul>
 *   <li>A command breaks (a bug, a row that a constraint refuses): the batch is rolled back and its commands are asked one by
 *       one, in their order; the one that breaks alone fails alone.
 *   <li>The database rolls the batch back for another's sake: it is asked again.
 *   <li>The connection is lost, perhaps during COMMIT: the outcome is unknown. The batch is asked again over a new connection
 *       with the same keys, and each command answers what really happened.
 *   <li>The database stays away longer than {@link #PATIENCE}: the commands fail with {@link LedgerFault}, and the client asks
 *       again with its keys.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class LaneWorker {
    /** Larger batches gain nothing, and a batch's parameters must fit a socket's buffer while its results come back. */
    static final int MOST_IN_A_BATCH = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);

    private final int number;
    private final String name;
    private final Lanes lanes;
    private final Database database;
    private final PriceCatalog prices;
    private final LaneMeter meter;
    private final RememberedAccounts memory;
    private final Touched touched;
    private final Thread thread;
    private @Nullable LaneSession session;

    /** Not started. */
    LaneWorker(
            int number,
            Lanes lanes,
            Database database,
            PriceCatalog prices,
            LaneMeter meter,
            RememberedAccounts memory,
            Touched touched) {
        this.number = number;
        this.name = "lane-" + number;
        this.lanes = lanes;
        this.database = database;
        this.prices = prices;
        this.meter = meter;
        this.memory = memory;
        this.touched = touched;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
    }

    void start() {
        lanes.begin();
        thread.start();
    }

    /** Waits until it has ended, which it does when the lanes have stopped. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts the end does not wait for it
        }
    }

    private void work() {
        List<Lane> mine = lanes.await(number);
        while (!mine.isEmpty()) {
            long began = System.nanoTime();
            List<Pending<?>> batch = Lanes.batch(mine, MOST_IN_A_BATCH);
            run(batch);
            meter.batch(batch.size(), System.nanoTime() - began);
            lanes.leave(mine);
            mine = lanes.await(number);
        }
        closeSession();
        lanes.end();
    }

    private void run(List<Pending<?>> batch) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Pending<?>> left = batch;
        while (true) {
            try {
                List<Pending<?>> remembered = session().fromMemory(left);
                remembered.forEach(Pending::answer);
                left = remembered.isEmpty() ? left : unanswered(left);
                if (left.isEmpty()) {
                    return;
                }
                Batch done = session().underLocks(left);
                lanes.putBack(done.deferred());
                done.decided().forEach(Pending::answer);
                return;
            } catch (SQLException | StorageFault e) {
                SQLException failure = e instanceof StorageFault fault ? fault.failure() : (SQLException) e;
                if (!StorageFault.mayPass(failure)) {
                    alone(left, failure);
                    return;
                }
                LOG.warn("ledger batch failed lane={} size={} state={}", name, left.size(), failure.getSQLState());
                meter.askedAgain();
                closeSession();
                if (System.nanoTime() > deadline) {
                    fail(left, failure);
                    return;
                }
                pause();
            } catch (RuntimeException | Error e) {
                // A bug in a rule must not fail its neighbours, nor end the lane: this loop is the outermost.
                alone(left, e);
                return;
            }
        }
    }

    private static List<Pending<?>> unanswered(List<Pending<?>> batch) {
        List<Pending<?>> left = new ArrayList<>(batch);
        left.removeIf(each -> each.future().isDone());
        return left;
    }

    /** Asks the commands of a broken batch one by one; one that breaks alone fails alone. */
    private void alone(List<Pending<?>> batch, Throwable why) {
        closeSession(); // and with it the transaction
        meter.takenApart();
        if (batch.size() == 1) {
            LOG.error("ledger command broke lane={} command={}", name, kind(batch.getFirst()), why);
            meter.broke();
            batch.getFirst().fail(why);
            return;
        }
        for (Pending<?> each : batch) {
            run(List.of(each));
        }
    }

    private void fail(List<Pending<?>> batch, SQLException why) {
        LOG.error("database unavailable lane={} commands={} state={}", name, batch.size(), why.getSQLState());
        LedgerFault fault =
                new LedgerFault(LedgerFault.Kind.DATABASE_UNAVAILABLE, "the database cannot be reached", why);
        batch.forEach(each -> each.fail(fault));
    }

    private static String kind(Pending<?> pending) {
        return pending.command().getClass().getSimpleName();
    }

    private LaneSession session() throws SQLException {
        LaneSession known = session;
        if (known == null) {
            known = new LaneSession(database, prices, meter, memory, touched);
            session = known;
        }
        return known;
    }

    private void closeSession() {
        LaneSession known = session;
        session = null;
        if (known != null) {
            memory.forgetAll();
            try {
                known.close();
            } catch (SQLException e) {
                LOG.debug("a lost connection does not close lane={}", name, e);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
