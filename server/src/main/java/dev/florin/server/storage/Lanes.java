package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.LedgerFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * The lanes, and which worker has which.
 *
 * <p>There are as many workers as lanes, and a worker that is free takes a lane with commands in it. On one or two processors
 * few commands are one worker's work, whichever lanes they wait in: every batch costs much, whatever is in it, and two small ones
 * at once take the processors from each other and from whoever asks. Many commands are worth a worker for each lane.
 *
 * <p>Thread-safe.
 */
final class Lanes {
    /** So many commands cost about as much as the batch that they are in. */
    private static final int FEW = 32;

    private static final int FEW_PROCESSORS = 2;

    /** More lanes are for slow commits: batches that wait take no processors from each other. */
    private static final int FEW_LANES = 2;

    /** A worker that nobody calls looks by itself so often. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final List<Lane> lanes;
    private final int together;
    private final Duration look;
    private final ReentrantLock lock = new ReentrantLock();

    /** Workers that sleep; who fell asleep last is called first, since its connection and memory are warm. Under the lock. */
    private final Deque<Condition> sleeping = new ArrayDeque<>();

    /**
     * Workers that have lanes or were called. A worker counts as free before it looks for the last time, and a command is in its lane
     * before anybody asks whether workers are free: so no command waits while all sleep.
     */
    private final AtomicInteger busy = new AtomicInteger();

    /** About as many commands the busy workers have taken out. */
    private final AtomicInteger inHand = new AtomicInteger();

    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean stopping;
    private volatile boolean ended;

    /** Nobody works yet. */
    Lanes(int count, int queueLength) {
        this(
                count,
                queueLength,
                count <= FEW_LANES && Runtime.getRuntime().availableProcessors() <= FEW_PROCESSORS ? FEW : 0,
                LOOK);
    }

    /**
     * Nobody works yet.
     *
     * @param together so many commands are one worker's work though they wait in several lanes
     * @param look how often a worker looks that nobody calls
     */
    Lanes(int count, int queueLength, int together, Duration look) {
        this.look = look;
        this.lanes =
                IntStream.range(0, count).mapToObj(_ -> new Lane(queueLength)).toList();
        this.together = together;
    }

    /** The lane that decides about an account. */
    static int laneOf(AccountNumber account, int lanes) {
        return account.bucket() % lanes;
    }

    private Lane of(Pending<?> pending) {
        return lanes.get(laneOf(pending.command().account(), lanes.size()));
    }

    /** Takes a command in, or fails it at once where the queue is full or the lanes stop. */
    void submit(Pending<?> pending) {
        Lane lane = of(pending);
        if (stopping) {
            failLate(pending);
        } else if (!lane.offer(pending)) {
            pending.fail(new LedgerFault(LedgerFault.Kind.OVERLOADED, "too many commands are waiting"));
        } else if (ended && lane.withdraw(pending)) {
            failLate(pending);
        } else if (isWorthAWorker(lane)) {
            callOneFor(lane);
        }
    }

    private static void failLate(Pending<?> pending) {
        pending.fail(new LedgerFault(LedgerFault.Kind.STOPPING, "the ledger is stopping"));
    }

    /** Otherwise whoever is busy finds it, which is soon: what they have in hand is little, too. */
    private boolean isWorthAWorker(Lane lane) {
        int now = busy.get();
        return now < lanes.size() && !lane.isTaken() && (now == 0 || inHand.get() + lane.depth() >= together);
    }

    private void callOneFor(Lane lane) {
        lock.lock();
        try {
            if (isWorthAWorker(lane)) {
                callOne();
            }
        } finally {
            lock.unlock();
        }
    }

    private void callOne() {
        Condition last = sleeping.poll();
        if (last != null) {
            busy.incrementAndGet();
            last.signal();
        }
    }

    List<Integer> depths() {
        return lanes.stream().map(Lane::depth).toList();
    }

    /** How many workers sleep. */
    int sleeping() {
        lock.lock();
        try {
            return sleeping.size();
        } finally {
            lock.unlock();
        }
    }

    /** A worker begins. */
    void begin() {
        working.incrementAndGet();
    }

    /**
     * Waits for lanes with something to do; they are the worker's until it {@link #leave leaves} them. Empty where the lanes stop
     * and nothing is left.
     *
     * @param first which lane the worker looks into first
     */
    List<Lane> await(int first) {
        Condition called = lock.newCondition();
        lock.lock();
        try {
            List<Lane> mine = take(first);
            while (mine.isEmpty() && !stopping) {
                sleeping.push(called);
                called.await(look.toNanos(), TimeUnit.NANOSECONDS);
                awake(called);
                mine = take(first);
            }
            return mine;
        } catch (InterruptedException e) {
            awake(called);
            stopping = true; // nobody interrupts a worker but the end of the process
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void awake(Condition called) {
        if (!sleeping.remove(called)) {
            busy.decrementAndGet(); // who called has counted it
        }
    }

    private List<Lane> take(int first) {
        List<Lane> mine = new ArrayList<>(lanes.size());
        int commands = 0;
        boolean more = false;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get((first + i) % lanes.size());
            int waiting = lane.isTaken() ? 0 : lane.waiting();
            if (waiting > 0 && (mine.isEmpty() || commands + waiting <= together)) {
                lane.take(waiting);
                mine.add(lane);
                commands += waiting;
            } else {
                more |= waiting > 0;
            }
        }
        if (!mine.isEmpty()) {
            inHand.addAndGet(commands);
            busy.incrementAndGet();
        }
        if (more) {
            callOne();
        }
        return mine;
    }

    /** Takes commands out of a worker's lanes. */
    static List<Pending<?>> batch(List<Lane> mine, int most) {
        List<Pending<?>> batch = new ArrayList<>();
        mine.forEach(lane -> lane.drainTo(batch, most));
        return batch;
    }

    /** Puts back commands that must be decided before all others, in their order. */
    void putBack(List<Pending<?>> deferred) {
        deferred.reversed().forEach(each -> of(each).putBack(each));
    }

    /** What waits in them is anybody's again. */
    void leave(List<Lane> mine) {
        busy.decrementAndGet();
        mine.forEach(lane -> inHand.addAndGet(-lane.leave()));
    }

    /** A worker ends; behind the last, what comes late is failed. */
    void end() {
        if (working.decrementAndGet() > 0) {
            return;
        }
        ended = true;
        // Whoever offered before that is found here; whoever offers after it finds out by itself.
        for (Lane lane : lanes) {
            batch(List.of(lane), Integer.MAX_VALUE).forEach(Lanes::failLate);
        }
    }

    /** Nothing more is taken in; the workers end when nothing is left. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            sleeping.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }
}
