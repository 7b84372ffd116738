package dev.florin.server.web.assistant;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Conversations.Asked;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/** An answer while it is being made: what has come of it, for the pages that show it. Thread-safe. */
final class RunningAnswer {
    private final AccountNumber account;
    private final Asked.Begun place;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private LongFunction<Amount> cost = tokens -> Amount.ZERO;
    private boolean over;
    private volatile boolean stopped;

    /** Some four letters make a token; what is charged is counted, this is shown meanwhile. */
    private static final int LETTERS_PER_TOKEN = 4;

    RunningAnswer(AccountNumber account, Asked.Begun place) {
        this.account = account;
        this.place = place;
    }

    /**
     * How far it is.
     *
     * @param cost so far, about
     */
    record Progress(String text, Amount cost, boolean over) {}

    AccountNumber account() {
        return account;
    }

    Asked.Begun place() {
        return place;
    }

    /** Says what so many tokens of output cost, with the input. */
    void priced(LongFunction<Amount> costOfOutput) {
        lock.lock();
        try {
            cost = costOfOutput;
        } finally {
            lock.unlock();
        }
    }

    void add(String words) {
        lock.lock();
        try {
            text.append(words);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Its end has come, and is kept. */
    void end() {
        lock.lock();
        try {
            over = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The customer has had enough. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    String text() {
        lock.lock();
        try {
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    /** How far it is, once there is more than {@code known} letters of it, or it is over; or after some time as it is. */
    Progress await(int known, Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!over && text.length() <= known && left > 0) {
                left = moved.awaitNanos(left);
            }
            return new Progress(
                    text.toString(), cost.apply((text.length() + LETTERS_PER_TOKEN - 1L) / LETTERS_PER_TOKEN), over);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its end. */
    boolean awaitEnd(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!over && left > 0) {
                left = moved.awaitNanos(left);
            }
            return over;
        } finally {
            lock.unlock();
        }
    }
}
