package dev.florin.simulation;

import dev.florin.core.ledger.Command;
import dev.florin.server.storage.LaneMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down what lanes decide, in the order in which it takes effect for each account: a lane tells it while it has the
 * account's lock, whichever ledger it belongs to. Thread-safe.
 */
class Decisions implements LaneMeter {
    private final List<Decision> decisions = new ArrayList<>();
    private final ThreadLocal<Attempt> current = ThreadLocal.withInitial(() -> new Attempt(false));
    private volatile boolean chargesStopped;
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger batches = new AtomicInteger();

    /** One run of a batch up to its COMMIT. */
    static final class Attempt {
        private final boolean again;
        private volatile Fate fate = Fate.UNKNOWN;

        private Attempt(boolean again) {
            this.again = again;
        }

        /** Whether the batch was asked again because the database had failed it. */
        boolean again() {
            return again;
        }

        Fate fate() {
            return fate;
        }
    }

    /** What became of an attempt. */
    enum Fate {
        SAVED,
        NOT_SAVED,
        /** The connection was lost before PostgreSQL said so. */
        UNKNOWN
    }

    /** A command, and the time, prices and setting by which it was decided. */
    record Decision(Command<?> command, Instant now, long priceList, boolean chargesStopped, Attempt attempt) {}

    @Override
    public void decided(Command<?> command, Instant now, long priceList) {
        Decision decision = new Decision(command, now, priceList, chargesStopped, current.get());
        synchronized (decisions) {
            decisions.add(decision);
        }
    }

    @Override
    public void saved() {
        current.get().fate = Fate.SAVED;
        current.set(new Attempt(false));
        batches.incrementAndGet();
    }

    @Override
    public void askedAgain() {
        current.set(new Attempt(true));
        askedAgain.incrementAndGet();
    }

    @Override
    public void takenApart() {
        current.get().fate = Fate.NOT_SAVED;
        current.set(new Attempt(current.get().again));
    }

    @Override
    public void broke() {
        broken.incrementAndGet();
    }

    void automaticChargesStopped(boolean stopped) {
        chargesStopped = stopped;
    }

    boolean automaticChargesStopped() {
        return chargesStopped;
    }

    List<Decision> all() {
        synchronized (decisions) {
            return List.copyOf(decisions);
        }
    }

    void clear() {
        synchronized (decisions) {
            decisions.clear();
        }
    }

    int timesAskedAgain() {
        return askedAgain.get();
    }

    int timesBroken() {
        return broken.get();
    }

    int batches() {
        return batches.get();
    }
}
