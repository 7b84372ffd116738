package dev.florin.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every written scenario, on both ledgers. */
class ScenarioTest {
    @TestFactory
    Stream<DynamicTest> inMemory() {
        return ScenarioFiles.all().stream()
                .map(written -> DynamicTest.dynamicTest(
                        written.toString(),
                        () -> new Scenario(new MemoryStage(Scenario.BEGINNING)).play(written.lines())));
    }
}
