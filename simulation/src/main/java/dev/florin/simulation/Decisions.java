package dev.florin.simulation;

import dev.florin.core.ledger.Command;
import dev.florin.server.storage.LaneMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down what lanes decide, whichever ledger they belong to. Under locks a lane tells it while it has them, so in the order
 * in which it takes effect for each account; from memory it tells it before, and the account's version says where it belongs.
 * Thread-safe.
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

    /** A command, and by what it was decided. */
    record Decision(Command<?> command, Basis basis, boolean chargesStopped, Attempt attempt) {
        /** The decisions of one account in the order in which they took effect, if they were told in their order. */
        static final Comparator<Decision> AS_THEY_TOOK_EFFECT = Comparator.comparingLong(
                        (Decision decision) -> decision.basis.version())
                .thenComparing(decision -> decision.basis.remembered());
    }

    @Override
    public void decided(Command<?> command, Basis basis) {
        Decision decision = new Decision(command, basis, chargesStopped, current.get());
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
    public void missed() {
        takenApart();
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
