package dev.florin.server.gateway.calls;

import dev.florin.server.gateway.wire.Dialect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The way of one call along the upstreams of its provider. It has a place at one of them from the beginning, before anything is
 * held, and gives it back when it is closed. Used by one thread.
 *
 * <p>The next is asked only where the one before has certainly done nothing and bills nothing (see {@link Fate#isFree}); what
 * could not be reached is tried once more at the end. Upstreams that have been failing are passed over, unless there is nobody
 * else: a call is not refused because of those before it.
 */
final class Course implements AutoCloseable {
    /** However many upstreams there are: whoever waits has had enough by then. */
    static final int MOST_TRIES = 3;

    /** Before one that could not be reached is tried again: a proxy that restarts takes about so long. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final ProviderClient client;
    private final Queue<Line> ahead;
    private final Queue<Line> unreached = new ArrayDeque<>();
    private Seat seat;
    private int tries = 1;
    private boolean repeats;
    private long answerBy;

    private Course(ProviderClient client, List<Line> ahead, Seat seat) {
        this.client = client;
        this.ahead = new ArrayDeque<>(ahead);
        this.seat = seat;
    }

    /** Takes a place; empty where no upstream has room. */
    static Optional<Course> begin(ProviderClient client, List<Line> lines) {
        List<Line> ahead = new ArrayList<>(lines);
        for (Line each : lines) {
            ahead.remove(each);
            Optional<Seat> seat = each.seat();
            if (seat.isPresent()) {
                return Optional.of(new Course(client, ahead, seat.get()));
            }
        }
        for (Line each : lines) {
            Optional<Seat> seat = each.seatAllTheSame();
            if (seat.isPresent()) {
                return Optional.of(new Course(client, List.of(), seat.get()));
            }
        }
        return Optional.empty();
    }

    /** Asks for an answer in one piece, within {@code patience}. */
    ProviderClient.Result ask(Dialect dialect, byte[] body, Duration patience, Presence caller, StillWaiting waiting)
            throws InterruptedException {
        return along(
                in(patience),
                (endpoint, until) -> client.ask(
                        endpoint,
                        dialect,
                        body,
                        earlier(until, in(endpoint.patience().whole())),
                        caller,
                        waiting));
    }

    /** Asks for a stream, whose first byte comes within {@code patience}. */
    ProviderClient.Opening open(Dialect dialect, byte[] body, Duration patience, Presence caller)
            throws InterruptedException {
        return along(in(patience), (endpoint, until) -> {
            answerBy = earlier(until, in(endpoint.patience().firstByte()));
            return client.open(endpoint, dialect, body, answerBy, caller);
        });
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** One try. */
    private interface Attempt<T extends Tried> {
        T at(Endpoint endpoint, long until) throws InterruptedException;
    }

    private <T extends Tried> T along(long until, Attempt<T> attempt) throws InterruptedException {
        while (true) {
            seat.asks();
            T result = attempt.at(seat.line().endpoint(), until);
            Fate fate = result.fate();
            seat.told(fate);
            if (fate == Fate.ANSWERED) {
                seat.heard(false);
            }
            if (!fate.isFree() || !goesOn(fate, until)) {
                return result;
            }
        }
    }

    /** Takes a place at the next one, where there is one and time for it. */
    private boolean goesOn(Fate fate, long until) throws InterruptedException {
        if (fate == Fate.UNREACHED && !repeats) {
            unreached.add(seat.line());
        }
        seat.close();
        if (tries == MOST_TRIES || System.nanoTime() - until >= 0) {
            return false;
        }
        Optional<Seat> next = placeAt(ahead);
        if (next.isEmpty() && !unreached.isEmpty() && System.nanoTime() + PAUSE.toNanos() - until < 0) {
            repeats = true;
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            next = placeAt(unreached);
        }
        next.ifPresent(place -> {
            seat = place;
            tries++;
        });
        return next.isPresent();
    }

    private static Optional<Seat> placeAt(Queue<Line> lines) {
        while (!lines.isEmpty()) {
            Optional<Seat> seat = lines.remove().seat();
            if (seat.isPresent()) {
                return seat;
            }
        }
        return Optional.empty();
    }

    /** How long the upstream that answers may take. */
    Patience patience() {
        return seat.line().endpoint().patience();
    }

    /** When the first byte of a stream is to be there, by {@link System#nanoTime}. */
    long answerBy() {
        return answerBy;
    }

    /** The first byte of the stream has come: the upstream answers, as far as can be seen. */
    void heard() {
        seat.heard(true);
        seat.told(Fate.ANSWERED);
    }

    /** The stream broke off. */
    void broke() {
        seat.told(Fate.BROKE_OFF);
    }

    @Override
    public void close() {
        seat.close();
    }
}
