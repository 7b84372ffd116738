package dev.florin.server.gateway.calls;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Records the progress of streams whose callers take nothing for a while: the thread of such a stream is where it writes, and what
 * the provider has said must not be lost should the process die then. Thread-safe; its own thread runs while a stream does.
 */
final class SlowReaders {
    /** Less than the second between an accepted call and its first progress, so that none is much late. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Set<AnswerStream> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    void watch(AnswerStream stream) {
        running.add(stream);
        if (!looking.get() && looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("slow-readers").start(this::look);
        }
    }

    void forget(AnswerStream stream) {
        running.remove(stream);
    }

    private void look() {
        do {
            while (!running.isEmpty()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                running.forEach(AnswerStream::recordWhileStalled);
            }
            looking.set(false);
            // A stream that came in between has seen somebody look.
        } while (!running.isEmpty() && looking.compareAndSet(false, true));
    }
}
