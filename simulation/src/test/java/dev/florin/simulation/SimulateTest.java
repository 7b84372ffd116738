package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code florin simulate} as it is typed. */
class SimulateTest {
    @TempDir
    Path folder;

    private record Ended(int code, String said) {}

    private static Ended run(String... words) {
        StringWriter said = new StringWriter();
        CommandLine command =
                Simulate.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return new Ended(command.execute(words), said.toString());
    }

    @Test
    void itPlaysSoManyHistoriesFromASeedOn() {
        Ended ended = run("--seed", "5", "--histories", "4");
        assertEquals(0, ended.code(), ended.said());
        assertTrue(ended.said().startsWith("florin simulate --seed 5\n"), ended.said());
        assertTrue(ended.said().contains("\n4 histories ("), ended.said());
        assertTrue(ended.said().endsWith("Nothing failed.\n"), ended.said());
    }

    @Test
    void itPlaysAHistoryFromAFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("history"), HistoryWriter.write(5).text());
        Ended ended = run("--replay", file.toString());
        assertEquals(0, ended.code(), ended.said());
        assertTrue(ended.said().endsWith(" lines played, 0 differences\n"), ended.said());
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertEquals(2, run("--replay", folder.resolve("missing").toString()).code());
        assertEquals(2, run("--histories", "0").code());
        assertEquals(2, run("--minutes", "-1").code());
        assertEquals(2, run("--kills", "0").code());
        assertEquals(2, run("--speed", "9").code());
    }
}
