package dev.florin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.app.DatabaseUrl;
import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.embedded.TemporaryPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The whole of it, too short for figures that mean anything. */
class RunTest {
    private static final long OLD_ROWS = 20_000;

    private static final Effort SHORT = new Effort(
            1,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            List.of(new Effort.Load(Spread.UNIFORM, 16), new Effort.Load(Spread.HOT, 16)),
            List.of(16),
            new Effort.Load(Spread.UNIFORM, 16),
            List.of(new Effort.Load(Spread.ZIPF, 8)));

    @Test
    void aRunMeasuresBothLedgersEveryWayAndLeavesNothingInTheDatabase() {
        ServerAddress at = TemporaryPostgres.shared().address();
        String jdbc = "jdbc:postgresql://127.0.0.1:" + at.port() + "/" + at.database();
        DatabaseUrl url = new DatabaseUrl(jdbc, at.user(), at.password());
        Results results = new Run(
                        SHORT,
                        Set.of(Part.ENGINE, Part.SLOW, Part.GROWN, Part.HTTP),
                        OLD_ROWS,
                        Optional.of(url),
                        _ -> {})
                .measure();
        assertEquals(
                List.of(Part.ENGINE, Part.ENGINE, Part.SLOW, Part.HTTP, Part.GROWN),
                results.rows().stream().map(Row::part).toList());
        for (Row row : results.rows()) {
            assertTrue(row.florin().callsPerSecond() > 0 && row.naive().callsPerSecond() > 0, row.toString());
            assertTrue(row.florin().p99Millis() >= row.florin().medianMillis(), row.toString());
        }
        BenchConnections connections = new BenchConnections(
                new dev.florin.server.storage.Database.Address(jdbc, at.user(), at.password(), ""));
        assertEquals(
                "0",
                connections.ask(
                        "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'florin_bench%'"));
    }

    @Test
    void aDatabaseThatIsNoneIsToldInASentence() {
        StringWriter err = new StringWriter();
        CommandLine command = Bench.commandLine().setErr(new PrintWriter(err, true));
        assertEquals(1, command.execute("--database", "nonsense"));
        assertTrue(err.toString().startsWith("--database: FLORIN_DATABASE_URL is not of the form"), err.toString());
    }
}
