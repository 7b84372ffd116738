package dev.florin.server.storage;

import dev.florin.core.ledger.LedgerFault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one connection that commands of its buckets wait for.
 *
 * <p>Many commands, one commit: the lane takes all that has queued while its last commit was running and decides it in one
 * transaction. So nobody waits for a timer, a lone request waits for nobody, and a hot account gets faster under load: a
 * thousand charges of it are one changed row.
 *
 * <p>What can go wrong, and what the lane does:
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
final class Lane {
    /** Larger batches gain nothing, and a batch's parameters must fit a socket's buffer while its results come back. */
    static final int MOST_IN_A_BATCH = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long POLL_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String name;
    private final Database database;
    private final PriceCatalog prices;
    private final LaneMeter meter;
    private final int remembered;
    private final Touched touched;
    private final BlockingQueue<Pending<?>> queue;
    private final Deque<Pending<?>> next = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;
    private @Nullable LaneSession session;

    /** Not started. Remembers accounts and open holds, {@code remembered} in all. */
    Lane(
            int number,
            int queueLength,
            int remembered,
            Database database,
            PriceCatalog prices,
            LaneMeter meter,
            Touched touched) {
        this.name = "lane-" + number;
        this.database = database;
        this.prices = prices;
        this.meter = meter;
        this.remembered = remembered;
        this.touched = touched;
        this.queue = new ArrayBlockingQueue<>(queueLength);
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Takes a command in, or fails it at once where the queue is full or the lane stops. */
    void submit(Pending<?> pending) {
        if (stopping) {
            pending.fail(new LedgerFault(LedgerFault.Kind.STOPPING, "the ledger is stopping"));
        } else if (!queue.offer(pending)) {
            pending.fail(new LedgerFault(LedgerFault.Kind.OVERLOADED, "too many commands are waiting"));
        } else if (ended && queue.remove(pending)) {
            pending.fail(new LedgerFault(LedgerFault.Kind.STOPPING, "the ledger is stopping"));
        }
    }

    int depth() {
        return queue.size();
    }

    /** Answers what has been taken in, then ends. */
    void stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts the end does not wait for it
        }
    }

    private void work() {
        List<Pending<?>> batch = new ArrayList<>(MOST_IN_A_BATCH);
        while (take(batch)) {
            long began = System.nanoTime();
            run(batch);
            meter.batch(batch.size(), System.nanoTime() - began);
            batch.clear();
        }
        closeSession();
        ended = true;
        // Whoever offered before that is found here; whoever offers after it finds out by itself.
        for (Pending<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.fail(new LedgerFault(LedgerFault.Kind.STOPPING, "the ledger is stopping"));
        }
    }

    /** Waits for something to do; false where the lane stops and nothing is left. */
    private boolean take(List<Pending<?>> batch) {
        while (!next.isEmpty() && batch.size() < MOST_IN_A_BATCH) {
            batch.add(next.removeFirst());
        }
        if (batch.isEmpty()) {
            try {
                Pending<?> first = stopping ? queue.poll() : queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                while (first == null) {
                    if (stopping) {
                        return false;
                    }
                    first = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
                batch.add(first);
            } catch (InterruptedException e) {
                stopping = true; // nobody interrupts a lane but the end of the process
                return false;
            }
        }
        queue.drainTo(batch, MOST_IN_A_BATCH - batch.size());
        return true;
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
                done.deferred().reversed().forEach(next::addFirst);
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
            known = new LaneSession(database, prices, meter, remembered, touched);
            session = known;
        }
        return known;
    }

    private void closeSession() {
        LaneSession known = session;
        session = null;
        if (known != null) {
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
