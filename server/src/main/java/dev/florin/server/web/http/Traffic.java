package dev.florin.server.web.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests under way, and lets a server that stops wait for them. Thread-safe. */
final class Traffic {
    private final AtomicInteger underWay = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private volatile boolean stopping;

    void begin() {
        underWay.incrementAndGet();
    }

    void end() {
        if (underWay.decrementAndGet() == 0 && stopping) {
            lock.lock();
            try {
                quiet.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    boolean isStopping() {
        return stopping;
    }

    int underWay() {
        return underWay.get();
    }

    /** From now on every request is refused. */
    void stop() {
        stopping = true;
    }

    /** Waits until nothing is under way; false where that took too long. */
    boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (underWay.get() > 0 && left > 0) {
                left = quiet.awaitNanos(left);
            }
            return underWay.get() == 0;
        } finally {
            lock.unlock();
        }
    }
}
