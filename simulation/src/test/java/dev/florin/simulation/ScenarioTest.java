package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every written scenario, on both ledgers. */
class ScenarioTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static SimulatedDatabase database;
    private static PostgresStage stage;
    private static PostgresStage oneLane;

    @BeforeAll
    static void create() {
        database = SimulatedDatabase.create();
        stage = PostgresStage.on(database, 2);
        oneLane = PostgresStage.on(database, 1);
    }

    @AfterAll
    static void drop() {
        stage.close();
        oneLane.close();
        database.close();
    }

    @TestFactory
    Stream<DynamicTest> inMemory() {
        return each(written -> new Scenario(new MemoryStage()).play(written.lines()));
    }

    @TestFactory
    Stream<DynamicTest> onPostgres() {
        return each(written -> {
            begin(stage);
            new Scenario(stage).play(written.lines());
            assertEquals(List.of(), stage.differences());
        });
    }

    /** Many commands in one batch decide as one by one. */
    @TestFactory
    Stream<DynamicTest> onPostgresInBursts() {
        return each(written -> {
            begin(oneLane);
            new BurstScenario(oneLane, database).play(written.lines());
            assertEquals(List.of(), oneLane.differences());
        });
    }

    private static void begin(PostgresStage stage) {
        stage.begin("scenario-" + NUMBER.incrementAndGet());
        stage.setClock(Scenario.BEGINNING);
    }

    private interface Play {
        void play(ScenarioFiles.Written written);
    }

    private static Stream<DynamicTest> each(Play play) {
        return ScenarioFiles.all().stream()
                .map(written -> DynamicTest.dynamicTest(written.toString(), () -> play.play(written)));
    }
}
