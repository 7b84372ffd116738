package dev.florin.simulation;

import dev.florin.server.embedded.TemporaryPostgres;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Two {@code florin serve} on one PostgreSQL, under load over HTTP, of which one after the other is killed without a word: a
 * process, PostgreSQL, the other process, PostgreSQL again, … Afterwards every call that was answered must be there, once, and the books must hold. For one use.
 */
final class Chaos {
    private static final int PROCESSES = 2;
    private static final int CALLERS = 12;

    /** Rounds of calls between two kills, so that each kill meets work. */
    private static final int LEAST_ROUNDS = 10;

    private static final int MOST_ROUNDS = 50;

    private final TemporaryPostgres postgres;
    private final SimulatedDatabase database;
    private final SplittableRandom random;
    private final AtomicReferenceArray<ServingProcess> serving = new AtomicReferenceArray<>(PROCESSES);
    private final AtomicInteger turn = new AtomicInteger();
    private final Semaphore rounds = new Semaphore(0);
    private volatile boolean over;

    /**
     * What came of it.
     *
     * @param kills how many there were
     * @param calls that were answered
     * @param timesAgain how often a caller had to ask again
     * @param wrong what is not as it was answered; empty where everything is
     */
    record Report(int kills, long calls, long timesAgain, List<String> wrong) {}

    /**
     * @param postgres is killed too
     * @param database on it, empty
     */
    Chaos(TemporaryPostgres postgres, SimulatedDatabase database, long seed) {
        this.postgres = postgres;
        this.database = database;
        this.random = new SplittableRandom(seed);
    }

    /** Kills so many times; {@code tell} hears of each. */
    Report run(int kills, BooleanSupplier stopping, Consumer<String> tell) throws InterruptedException {
        for (int i = 0; i < PROCESSES; i++) {
            serving.set(i, ServingProcess.start(database));
        }
        try (ApiCalls calls = new ApiCalls(this::nextServer)) {
            ChaosCaller.prepareShared(calls);
            List<ChaosCaller> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new ChaosCaller(calls, "caller-" + i, () -> over, rounds::release));
            }
            int killed = workAndKill(callers, kills, stopping, tell);
            List<String> wrong = new ArrayList<>(ChaosCaller.sharedIsWrong(calls, callers));
            callers.forEach(caller -> wrong.addAll(caller.wrong()));
            stopServing(wrong);
            proveBooks(wrong);
            long answered = callers.stream().mapToLong(ChaosCaller::answered).sum();
            return new Report(killed, answered, calls.timesAgain(), wrong);
        } finally {
            for (int i = 0; i < PROCESSES; i++) {
                serving.get(i).close();
            }
        }
    }

    /** One after the other, whether it lives or not, as a load balancer that knows nothing. */
    private URI nextServer() {
        return serving.get(turn.getAndIncrement() & PROCESSES - 1).address();
    }

    private int workAndKill(List<ChaosCaller> callers, int kills, BooleanSupplier stopping, Consumer<String> tell)
            throws InterruptedException {
        int killed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working =
                    callers.stream().<Future<?>>map(threads::submit).toList();
            try {
                while (killed < kills && !stopping.getAsBoolean()) {
                    awaitRounds(working);
                    tell.accept("kill " + (killed + 1) + ": " + killOneOf(killed));
                    killed++;
                }
                awaitRounds(working);
            } finally {
                over = true;
            }
            for (Future<?> each : working) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller gave up", e);
        }
        return killed;
    }

    private void awaitRounds(List<Future<?>> working) throws InterruptedException {
        int many = random.nextInt(LEAST_ROUNDS, MOST_ROUNDS);
        while (!rounds.tryAcquire(many, 1, TimeUnit.SECONDS) && working.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait(); // a second has gone by with fewer
        }
        rounds.drainPermits();
    }

    /** In turn: each process, and PostgreSQL between them. */
    private String killOneOf(int killed) {
        if (killed % 2 == 1) {
            killPostgres(postgres);
            return "PostgreSQL";
        }
        int which = killed / 2 % PROCESSES;
        serving.get(which).kill();
        serving.set(which, ServingProcess.start(database));
        return "process " + (which + 1);
    }

    /** Without a word to any of its processes. Whoever started it starts it again. */
    static void killPostgres(TemporaryPostgres postgres) {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.children().toList());
        all.addFirst(server);
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private void stopServing(List<String> wrong) {
        for (int i = 0; i < PROCESSES; i++) {
            int code = serving.get(i).stop();
            // The JVM's own for SIGTERM.
            if (code != 0 && code != 143) {
                wrong.add("florin serve ended with " + code + " when it was asked to stop");
            }
        }
    }

    private void proveBooks(List<String> wrong) {
        try (Database reading = database.open()) {
            new Books(reading).verify().firstDifference().ifPresent(each -> wrong.add("florin verify: " + each));
        }
    }
}
