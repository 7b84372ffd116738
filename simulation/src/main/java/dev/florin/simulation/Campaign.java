package dev.florin.simulation;

import dev.florin.server.embedded.TemporaryPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Histories one after the other, in several worlds at once, until one fails or there are enough. The first has the seed that
 * was named, each other the next. Thread-safe.
 */
final class Campaign {
    /** Then a world ends: every new price has its processes read all that were before. */
    private static final int HISTORIES_OF_A_WORLD = 250;

    private final TemporaryPostgres server;
    private final Consumer<SimulatedDatabase> prepare;
    private final Plan plan;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong histories = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong strikes = new AtomicLong();
    private final AtomicLong proofs = new AtomicLong();
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

    /**
     * A history that fails.
     *
     * @param seed its own
     * @param whole as it was written
     * @param differences what was wrong the first time
     */
    record Failure(long seed, History whole, List<String> differences, Shrinking.Shrunk shrunk) {}

    private record Found(@Nullable History history, long seed, List<String> differences, boolean byProof) {}

    /** What was done so far. */
    record Progress(long histories, long commands, long strikes, long proofs) {}

    /**
     * How much.
     *
     * @param seed of the first history
     * @param histories at most
     * @param worlds at once
     * @param trials to make a failing history shorter
     */
    record Plan(long seed, long histories, int worlds, int trials) {}

    /**
     * A campaign that has not begun.
     *
     * @param prepare is done to each new database first
     */
    Campaign(TemporaryPostgres server, Consumer<SimulatedDatabase> prepare, Plan plan) {
        this.server = server;
        this.prepare = prepare;
        this.plan = plan;
    }

    Progress progress() {
        return new Progress(histories.get(), commands.get(), strikes.get(), proofs.get());
    }

    /** Plays until something fails, which is then made as short as it can be, or until {@code stopping}. */
    Optional<Failure> run(BooleanSupplier stopping) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.worlds; i++) {
            threads.add(Thread.ofPlatform().name("world-" + i).start(() -> guarded(stopping)));
        }
        for (Thread each : threads) {
            each.join();
        }
        Found first = found.get();
        return first == null ? Optional.empty() : Optional.of(shrink(first));
    }

    /** What breaks the simulation itself must not look like success. */
    private void guarded(BooleanSupplier stopping) {
        try {
            while (goesOn(stopping)) {
                playWorld(stopping);
            }
        } catch (RuntimeException e) {
            if (!stopping.getAsBoolean()) {
                report(new Found(null, plan.seed, List.of("the simulation itself broke: " + e), false));
                throw e;
            }
        }
    }

    private boolean goesOn(BooleanSupplier stopping) {
        return found.get() == null && next.get() < plan.histories && !stopping.getAsBoolean();
    }

    private void report(Found failure) {
        found.compareAndSet(null, failure);
    }

    private void playWorld(BooleanSupplier stopping) {
        try (World world = new World(server, prepare)) {
            while (world.played() < HISTORIES_OF_A_WORLD && goesOn(stopping)) {
                long number = next.getAndIncrement();
                if (number < plan.histories) {
                    play(world, plan.seed + number);
                }
            }
            if (found.get() == null) {
                world.verify()
                        .ifPresent(unproven ->
                                report(new Found(unproven.history(), plan.seed, List.of(unproven.difference()), true)));
                proofs.incrementAndGet();
            }
        }
    }

    private void play(World world, long own) {
        History history = HistoryWriter.write(own);
        long asked = world.commands();
        long struck = world.strikes();
        List<String> differences = world.play(history);
        histories.incrementAndGet();
        commands.addAndGet(world.commands() - asked);
        strikes.addAndGet(world.strikes() - struck);
        if (!differences.isEmpty()) {
            report(new Found(history, own, differences, false));
        }
    }

    private Failure shrink(Found first) {
        History history = first.history == null ? new History(List.of()) : first.history;
        if (first.history == null) {
            return new Failure(first.seed, history, first.differences, new Shrinking.Shrunk(history, history, 0));
        }
        if (first.byProof) {
            Shrinking shrinking = new Shrinking(this::provedAlone, plan.trials);
            return new Failure(seedOf(history, first.seed), history, first.differences, shrinking.shrink(history));
        }
        try (World world = new World(server, prepare)) {
            return new Failure(
                    first.seed, history, first.differences, new Shrinking(world::play, plan.trials).shrink(history));
        }
    }

    /** A broken row stays, so each trial has a database of its own. */
    private List<String> provedAlone(History history) {
        try (World world = new World(server, prepare)) {
            List<String> differences = new ArrayList<>(world.play(history));
            world.verify().ifPresent(unproven -> differences.add(unproven.difference()));
            return differences;
        }
    }

    /** The proof comes after many histories: which of them it was is known by its lines. */
    private long seedOf(History history, long otherwise) {
        for (long number = 0; number < next.get(); number++) {
            if (HistoryWriter.write(plan.seed + number).equals(history)) {
                return plan.seed + number;
            }
        }
        return otherwise;
    }
}
