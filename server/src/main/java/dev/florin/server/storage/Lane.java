package dev.florin.server.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Where the commands of some buckets wait, in their order. One worker at a time has it, and only that one takes commands out or puts
 * them back; anybody may offer one.
 */
final class Lane {
    private final BlockingQueue<Pending<?>> queue;

    /** Before all that is in the queue. */
    private final Deque<Pending<?>> next = new ArrayDeque<>();

    private int inHand;
    private volatile boolean taken;

    Lane(int queueLength) {
        this.queue = new ArrayBlockingQueue<>(queueLength);
    }

    /** False where the queue is full. */
    boolean offer(Pending<?> pending) {
        return queue.offer(pending);
    }

    /** Takes back what was offered, where nobody has taken it out. */
    boolean withdraw(Pending<?> pending) {
        return queue.remove(pending);
    }

    int depth() {
        return queue.size();
    }

    /** Whether a worker has it. */
    boolean isTaken() {
        return taken;
    }

    /** A worker takes it for about so many commands. */
    void take(int commands) {
        inHand = commands;
        taken = true;
    }

    /** Answers for how many it was taken. */
    int leave() {
        int commands = inHand;
        taken = false;
        return commands;
    }

    /** How many commands wait, for whoever has the lane or may take it. */
    int waiting() {
        return next.size() + queue.size();
    }

    /** Fills {@code batch} up to {@code most}. */
    void drainTo(List<Pending<?>> batch, int most) {
        while (!next.isEmpty() && batch.size() < most) {
            batch.add(next.removeFirst());
        }
        queue.drainTo(batch, Math.max(0, most - batch.size()));
    }

    /** Puts back a command that must be decided before all others. */
    void putBack(Pending<?> pending) {
        next.addFirst(pending);
    }
}
