package dev.florin.server.web.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Cuts off clients that send a request, or take an answer, too slowly. Thread-safe.
 *
 * <p>The server has a thread for each connection, which blocks while it reads: a client that sends a byte a second would keep
 * it for hours. A timeout on each read would not help, since each byte begins it anew. So a connection says in which phase it
 * is and since when, and one thread looks over all of them a few times a second. Phase and time share one long, so that a
 * connection that moves on and the watcher that cuts it off exclude one another by a single compare-and-set.
 */
final class SlowRequests implements AutoCloseable {
    /** After an answer that ends a connection, the client has this long to notice before we stop listening to it. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** More than any connection's buffers hold: whoever still sends does not listen. */
    private static final int MOST_LINGERED = 16 << 20;

    private static final int PHASE_BITS = 3;
    private static final int HANDLING = 0;
    private static final int RECEIVING = 1;
    private static final int SENDING = 2;
    private static final int LINGERING = 3;
    private static final int CUT = 4;

    private final OpenSockets sockets;
    private final ConcurrentMap<Thread, Passage> passages = new ConcurrentHashMap<>();
    private final long receiveNanos;
    private final long sendNanos;
    private final Supplier<byte[]> timeoutAnswer;
    private final long begun = System.nanoTime();
    private final Thread watcher;

    /**
     * A watcher, already at work.
     *
     * @param timeoutAnswer makes a complete 408 answer, head and body
     */
    SlowRequests(OpenSockets sockets, Duration receiveWithin, Duration sendWithin, Supplier<byte[]> timeoutAnswer) {
        this.sockets = sockets;
        this.receiveNanos = receiveWithin.toNanos();
        this.sendNanos = sendWithin.toNanos();
        this.timeoutAnswer = timeoutAnswer;
        long shortest = Math.min(Math.min(receiveNanos, sendNanos), LINGER.toNanos());
        Duration pause = Duration.ofNanos(Math.clamp(shortest / 5, 10_000_000L, 500_000_000L));
        this.watcher = Thread.ofPlatform().daemon().name("slow-requests").start(() -> watch(pause));
    }

    /** How far one connection is with its request. */
    final class Passage {
        private final ConnectionContext connection;
        private final AtomicLong state = new AtomicLong();

        private Passage(ConnectionContext connection) {
            this.connection = connection;
        }

        /** The request is here; how long its handling takes is our own affair. */
        void received() {
            move(HANDLING);
        }

        void sending() {
            move(SENDING);
        }

        void sent() {
            move(HANDLING);
        }

        /** Whether the client has closed its side; asked by the connection's thread. */
        boolean callerHasLeft() {
            return sockets.hasLeft(connection);
        }

        /** After an answer that ends the connection: reads on for a while, for a reset would take the answer back. */
        void linger() {
            move(LINGERING);
            try {
                for (int dropped = 0; dropped < MOST_LINGERED; ) {
                    dropped += connection.dataReader().readBuffer().available();
                }
            } catch (DataReader.InsufficientDataAvailableException e) {
                // The client has closed its side, as it was asked to.
                move(HANDLING);
            }
        }

        private void receiving() {
            state.set((now() << PHASE_BITS) | RECEIVING);
        }

        private void move(int phase) {
            long before = state.get();
            if ((before & 7) == CUT || !state.compareAndSet(before, (now() << PHASE_BITS) | phase)) {
                throw new CloseConnectionException("The client was too slow");
            }
        }

        private void cutIfSlow() {
            long seen = state.get();
            int phase = (int) (seen & 7);
            long limit = switch (phase) {
                case RECEIVING -> receiveNanos;
                case SENDING -> sendNanos;
                case LINGERING -> LINGER.toNanos();
                default -> Long.MAX_VALUE;
            };
            if (now() - (seen >> PHASE_BITS) > limit && state.compareAndSet(seen, CUT)) {
                // The write may block for a client that takes nothing, and must not hold up the watcher.
                Thread.ofVirtual().name("cut-off").start(() -> cut(phase == RECEIVING));
            }
        }

        private void cut(boolean answer) {
            var socket = connection.serverSocket();
            try {
                if (answer) {
                    socket.write(BufferData.create(timeoutAnswer.get()));
                }
                socket.close();
            } catch (UncheckedIOException e) {
                // The client has gone already, which is all that was wanted.
                passages.values().remove(this);
            }
        }
    }

    /** The passage of the connection whose thread asks. */
    Passage current() {
        Passage passage = passages.get(Thread.currentThread());
        if (passage == null) {
            throw new CloseConnectionException("The connection was never seen to begin");
        }
        return passage;
    }

    /** A request has begun to come in on the connection whose thread calls. */
    void begin(ConnectionContext connection) {
        passages.computeIfAbsent(Thread.currentThread(), unseen -> new Passage(connection))
                .receiving();
    }

    int connections() {
        return passages.size();
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    /** From the first request on; 60 bits of nanoseconds last for 36 years. */
    private long now() {
        return System.nanoTime() - begun;
    }

    private void watch(Duration pause) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            sockets.forgetClosed();
            passages.forEach((thread, passage) -> {
                if (thread.isAlive()) {
                    passage.cutIfSlow();
                } else {
                    passages.remove(thread);
                }
            });
        }
    }
}
