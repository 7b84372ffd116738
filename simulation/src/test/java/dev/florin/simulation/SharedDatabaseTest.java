package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several processes on one database. */
class SharedDatabaseTest {
    private static SimulatedDatabase database;

    @BeforeAll
    static void create() {
        database = SimulatedDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void aProcessThatHangsWithAnAccountLockedDoesNotStopTheOthers() {
        Decisions decisions = new Decisions();
        try (FaultyProxy proxy = new FaultyProxy(database.port());
                PostgresStage hanging = PostgresStage.through(proxy, database, 1, decisions);
                PostgresStage other = PostgresStage.on(database, 1, decisions)) {
            Scenario first = new Scenario(hanging);
            first.play(Line.readAll("grant alice 5.00 promo key g"));
            AccountNumber alice = first.cast().account("alice");
            proxy.strike(FaultyProxy.Strike.FREEZE);
            CompletableFuture<Outcome<?>> stuck = submit(hanging, first, "charge alice 1.00 key hanging");
            while (proxy.timesStruck() == 0) {
                Thread.onSpinWait();
            }
            Scenario second = new Scenario(other);
            second.cast().nameAccount("alice", alice);
            Outcome<?> outcome =
                    submit(other, second, "charge alice 1.00 key other").join();
            assertTrue(Answer.of(outcome).done());
            assertTrue(Answer.of(stuck.join()).done());
            second.play(Line.readAll("balance alice total 3.00 rows 3"));
        }
    }

    @SuppressWarnings("unchecked")
    private static CompletableFuture<Outcome<?>> submit(PostgresStage stage, Scenario scenario, String line) {
        Command<?> command = scenario.read(Line.read(1, line)).command();
        return (CompletableFuture<Outcome<?>>)
                (CompletableFuture<?>) stage.ledger().submit(command);
    }
}
