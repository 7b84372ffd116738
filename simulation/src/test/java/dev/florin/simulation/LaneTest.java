package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a lane does with commands that break, that are too many, or that are there when it stops. */
class LaneTest {
    private static SimulatedDatabase database;

    @BeforeAll
    static void create() {
        database = SimulatedDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    /** Breaks the decision of whoever is called so. */
    private static final class Breaking extends Decisions {
        @Override
        public void decided(Command<?> command, Basis basis) {
            switch (command.request().actor()) {
                case "mistake" -> throw new IllegalStateException("a rule has a bug");
                case "error" -> throw new StackOverflowError("a rule has no end");
                default -> super.decided(command, basis);
            }
        }
    }

    /** Everything that was asked while the lane was kept busy, so that it is one batch. */
    private static List<CompletableFuture<? extends Outcome<?>>> inOneBatch(
            PostgresStage stage, Scenario scenario, List<String> lines) throws SQLException {
        AccountNumber plug = stage.open(ZoneOffset.UTC);
        List<CompletableFuture<? extends Outcome<?>>> asked = new ArrayList<>();
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            BurstScenario.lock(connection, plug);
            Line first = Line.read(1, "expire plug");
            CompletableFuture<?> waiting = stage.ledger().submit(new Command.CarryOutDue(plug, Asks.request(first)));
            BurstScenario.awaitWaiter(connection);
            for (String line : lines) {
                asked.add(Callers.submit(stage, scenario.read(Line.read(asked.size(), line))));
            }
            connection.rollback();
            waiting.join();
        }
        return asked;
    }

    @Test
    void aCommandThatBreaksFailsAlone() throws SQLException {
        try (PostgresStage stage = PostgresStage.on(database, 1, new Breaking())) {
            Scenario scenario = new Scenario(stage);
            scenario.play(Line.readAll("grant alice 5.00 promo\ngrant bob 5.00 promo"));
            List<CompletableFuture<? extends Outcome<?>>> asked = inOneBatch(
                    stage,
                    scenario,
                    List.of(
                            "charge alice 1.00 key 1",
                            "charge alice 1.00 says what\0is\0that key 2", // PostgreSQL keeps no such text
                            "charge bob 1.00 key 3",
                            "charge bob 1.00 key 4 by mistake",
                            "charge bob 1.00 key 5 by error",
                            "hold - alice 1.00 key 6",
                            "limits bob day 4.00",
                            "charge bob 1.00 key 7"));
            assertEquals("1 done, 2 broke, 3 done, 4 broke, 5 broke, 6 done, 7 done, 8 done", tell(asked));
            scenario.play(Line.readAll("balance alice total 4.00 held 1.00\nbalance bob total 3.00"));
            scenario.play(Line.readAll("charge alice 1.00 key 2 says hello"));
            assertEquals(3, stage.decisions().timesBroken());
            assertEquals(List.of(), stage.differences());
        }
    }

    private static String tell(List<CompletableFuture<? extends Outcome<?>>> asked) {
        List<String> told = new ArrayList<>();
        for (CompletableFuture<? extends Outcome<?>> each : asked) {
            told.add((told.size() + 1) + (how(each) instanceof Outcome.Done<?> ? " done" : " broke"));
        }
        return String.join(", ", told);
    }

    /** The outcome or the fault. */
    private static Object how(CompletableFuture<? extends Outcome<?>> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void whatTheQueueDoesNotHoldIsRefusedAtOnceAndNothingElseIsLost() throws SQLException {
        try (PostgresStage stage =
                new PostgresStage(database, database.open(), database.open(), 1, 100, new Decisions())) {
            Scenario scenario = new Scenario(stage);
            scenario.play(Line.readAll("grant alice 5.00 promo"));
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                lines.add("charge alice 0.01 key charge-" + i);
            }
            List<CompletableFuture<? extends Outcome<?>>> asked = inOneBatch(stage, scenario, lines);
            int done = 0;
            for (CompletableFuture<? extends Outcome<?>> each : asked) {
                if (how(each) instanceof LedgerFault fault) {
                    assertEquals(LedgerFault.Kind.OVERLOADED, fault.kind());
                } else {
                    assertTrue(Answer.of(each.join()).done());
                    done++;
                }
            }
            assertEquals(100, done);
            scenario.play(Line.readAll("balance alice total 4.00 rows 101"));
            assertEquals(List.of(), stage.differences());
        }
    }

    @Test
    void stoppingAnswersAllThatWasTakenIn() throws InterruptedException {
        try (PostgresStage stage = PostgresStage.on(database, 2)) {
            Scenario scenario = new Scenario(stage);
            for (int i = 0; i < 8; i++) {
                scenario.play(Line.readAll("grant account-" + i + " 500.00 promo"));
            }
            List<Asks.Ask> asks = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                asks.add(scenario.read(Line.read(i, "charge account-" + i % 8 + " 0.01 key charge-" + i)));
            }
            List<CompletableFuture<? extends Outcome<?>>> asked = new ArrayList<>();
            Thread stopping = Thread.ofVirtual().unstarted(stage::restart);
            for (Asks.Ask ask : asks) {
                asked.add(Callers.submit(stage, ask));
                if (asked.size() == asks.size() / 2) {
                    stopping.start();
                }
            }
            stopping.join();
            int done = 0;
            for (CompletableFuture<? extends Outcome<?>> each : asked) {
                if (how(each) instanceof LedgerFault fault) {
                    assertEquals(LedgerFault.Kind.STOPPING, fault.kind());
                } else {
                    done++;
                }
            }
            assertTrue(done >= asks.size() / 2, "answered: " + done);
            assertEquals(List.of(), stage.differences());
        }
    }

    @Test
    void aStoppedLedgerTakesNothingIn() {
        PostgresStage stage = PostgresStage.on(database, 1);
        Scenario scenario = new Scenario(stage);
        scenario.play(Line.readAll("grant alice 5.00 promo"));
        Asks.Ask ask = scenario.read(Line.read(1, "charge alice 1.00 key 1"));
        stage.close();
        CompletionException fault = assertThrows(
                CompletionException.class, () -> Callers.submit(stage, ask).join());
        assertEquals(
                LedgerFault.Kind.STOPPING,
                assertInstanceOf(LedgerFault.class, fault.getCause()).kind());
    }
}
