package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.embedded.TemporaryPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections are lost and PostgreSQL is killed while many callers are at work: what was answered is there, once. */
class WorldFailsTest {
    private static final int CALLERS = 24;
    private static final int CALLS_EACH = 40;
    private static final long SEED = 20_261_122;

    /** Callers who do not give up: each holds, settles and charges on its own account and on one that all share. */
    private static void work(List<PostgresStage> stages, List<Scenario> scenarios, AtomicInteger answered)
            throws InterruptedException, ExecutionException {
        AccountNumber shared = scenarios.getFirst().cast().account("shared");
        ask(stages.getFirst(), scenarios.getFirst(), "grant shared 100.00 promo key first");
        ask(stages.getFirst(), scenarios.getFirst(), "grant shared 100.00 paid key second");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                PostgresStage stage = stages.get(caller % stages.size());
                Scenario scenario = new Scenario(stage);
                scenario.cast().nameAccount("shared", shared);
                scenario.cast().account("own");
                String name = "caller-" + caller + "-";
                callers.add(threads.submit(() -> {
                    for (int call = 0; call < CALLS_EACH; call++) {
                        String account = call % 2 == 0 ? "own" : "shared";
                        String key = name + call;
                        ask(stage, scenario, "grant own 1.00 promo key grant-" + key);
                        Answer held = ask(stage, scenario, "hold - " + account + " 0.50 key hold-" + key);
                        String hold = account + "/"
                                + held.fields()
                                        .getOrDefault("hold", held.fields().get("number"));
                        ask(stage, scenario, "settle " + hold + " 0.25");
                        ask(stage, scenario, "charge " + account + " 0.10 key charge-" + key);
                        answered.addAndGet(4);
                    }
                }));
            }
            for (Future<?> each : callers) {
                each.get();
            }
        }
    }

    private static Answer ask(PostgresStage stage, Scenario scenario, String line) {
        return Callers.askUntilAnswered(stage, () -> scenario.read(Line.read(1, line)));
    }

    @Test
    void connectionsThatAreCutAroundCommitsAtRandom() throws Exception {
        try (SimulatedDatabase database = SimulatedDatabase.create();
                FaultyProxy proxy = new FaultyProxy(database.port())) {
            Decisions decisions = new Decisions();
            try (PostgresStage one = PostgresStage.through(proxy, database, 2, decisions);
                    PostgresStage two = PostgresStage.through(proxy, database, 1, decisions)) {
                Random random = new Random(SEED);
                AtomicInteger strikes = new AtomicInteger();
                proxy.strikeEach(() -> {
                    synchronized (random) {
                        FaultyProxy.Strike[] all = {
                            FaultyProxy.Strike.BEFORE_COMMIT,
                            FaultyProxy.Strike.DURING_COMMIT,
                            FaultyProxy.Strike.AFTER_COMMIT
                        };
                        return random.nextInt(6) == 0 && strikes.incrementAndGet() <= 40
                                ? all[random.nextInt(all.length)]
                                : null;
                    }
                });
                work(List.of(one, two), List.of(new Scenario(one)), new AtomicInteger());
                proxy.strikeNoMore();
                assertTrue(proxy.timesStruck() >= 10, "struck " + proxy.timesStruck() + " times");
                assertEquals(List.of(), PostgresStage.differences(List.of(one, two)));
            }
        }
    }

    @Test
    void postgresIsKilledUnderLoad() throws Exception {
        try (TemporaryPostgres server = TemporaryPostgres.start();
                SimulatedDatabase database = SimulatedDatabase.on(server)) {
            Decisions decisions = new Decisions();
            try (PostgresStage one = PostgresStage.on(database, 2, decisions);
                    PostgresStage two = PostgresStage.on(database, 1, decisions)) {
                AtomicInteger answered = new AtomicInteger();
                Thread killer = Thread.ofVirtual().unstarted(() -> {
                    for (int kill = 1; kill <= 3; kill++) {
                        while (answered.get() < kill * CALLERS * CALLS_EACH * 4 / 5) {
                            Thread.onSpinWait();
                        }
                        Chaos.killPostgres(server);
                    }
                });
                killer.start();
                work(List.of(one, two), List.of(new Scenario(one)), answered);
                killer.join();
                assertTrue(decisions.timesAskedAgain() > 0, "nobody noticed");
                assertEquals(List.of(), differences(List.of(one, two)));
            }
        }
    }

    /** A connection of the reading pool may be one from before the last kill. */
    private static List<String> differences(List<PostgresStage> stages) {
        while (true) {
            try {
                return PostgresStage.differences(stages);
            } catch (dev.florin.server.storage.StorageFault e) {
                if (!e.mayPass()) {
                    throw e;
                }
            }
        }
    }
}
