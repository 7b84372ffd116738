package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.embedded.EmbeddedPostgres;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    Path folder;

    /** What a command printed, on both streams, and its exit code. */
    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void letPostgresPass() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Test
    void configPrintsWhatIsInForceAndWhereItComesFromWithoutSecrets() throws IOException {
        Files.writeString(folder.resolve("florin.properties"), "FLORIN_LANES=4\n");
        Ran ran = run(
                Map.of(
                        "FLORIN_PORT", "9000",
                        "FLORIN_OPERATOR_KEY", "sk_0123456789abcdefghij",
                        "FLORIN_DATABASE_URL", "postgresql://ann:hunter2@db/credit",
                        "FLORIN_STRIPE_KEY", "sk_test_hunter2"),
                "config");
        assertEquals(0, ran.code());
        assertLine(ran, "FLORIN_PORT +9000 +environment");
        assertLine(ran, "FLORIN_ADDRESS +127.0.0.1 +default");
        assertLine(ran, "FLORIN_PUBLIC_URL +http://127.0.0.1:9000 +default");
        assertLine(ran, "FLORIN_LANES +4 +" + folder.resolve("florin.properties") + ":1");
        assertLine(ran, "FLORIN_DATABASE_URL +postgresql://ann:\\*\\*\\*@db/credit +environment");
        assertLine(ran, "FLORIN_OPERATOR_KEY +sk_\\*\\*\\* +environment");
        assertLine(ran, "FLORIN_STRIPE_KEY +\\*\\*\\* +environment");
        assertFalse(ran.out().contains("hunter2") || ran.out().contains("0123456789"), ran.out());
    }

    @Test
    void configTellsAllMistakesAndFails() {
        Ran ran = run(Map.of("FLORIN_PORT", "x", "FLORIN_LANE", "1"), "config", "--for", "serve");
        assertEquals(1, ran.code());
        assertEquals("", ran.out());
        assertTrue(ran.err().contains("FLORIN_PORT (x)"), ran.err());
        assertTrue(ran.err().contains("did you mean FLORIN_LANES?"), ran.err());
        assertTrue(ran.err().contains("FLORIN_OPERATOR_KEY is missing"), ran.err());
    }

    @Test
    void aBackupWithoutADatabaseMakesNone() {
        Ran ran = run(Map.of(), "backup", "b");
        assertEquals(1, ran.code());
        assertTrue(ran.err().contains("There is no database"), ran.err());
        assertFalse(Files.exists(folder.resolve("data")));
        assertFalse(Files.exists(folder.resolve("b")));
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsToldInASentence() {
        Ran ran = run(Map.of("FLORIN_DATABASE_URL", "postgresql://ann:hunter2@127.0.0.1:1/credit"), "backup", "b");
        assertEquals(1, ran.code());
        assertTrue(ran.err().startsWith("The database says: "), ran.err());
        assertFalse(ran.err().contains("\tat ") || ran.err().contains("hunter2"), ran.err());
    }

    @Test
    void aBackupOfARunningEmbeddedDatabaseIsRestoredElsewhereAndBack() {
        Path data = folder.resolve("data");
        try (EmbeddedPostgres running = EmbeddedPostgres.start(data, notice -> {}, fault -> {})) {
            try (Database database = new Database(ChosenDatabase.addressOf(running.address(), "florin"))) {
                database.migrate();
            }
            assertEquals(0, run(Map.of(), "backup", "first").code());
            assertEquals("florin", running.address().user(), "it goes on running");
        }
        // Into somebody else's PostgreSQL, and from there, with nothing running, into a new embedded one.
        try (TestDatabase other = TestDatabase.create()) {
            Map<String, String> there =
                    Map.of("FLORIN_DATABASE_URL", other.address().libpqUrl());
            Ran ran = run(there, "restore", "first");
            assertEquals(0, ran.code(), ran.err());
            assertEquals(0, run(there, "backup", "second").code());
        }
        Ran ran = run(Map.of("FLORIN_DATA", "new"), "restore", "second");
        assertEquals(0, ran.code(), ran.err());
        assertTrue(EmbeddedPostgres.exists(folder.resolve("new")));
        assertTrue(EmbeddedPostgres.running(folder.resolve("new")).isEmpty(), "it ran for the command only");
        assertEquals(0, run(Map.of("FLORIN_DATA", "new"), "backup", "third").code());
        assertEquals(filesWithoutTime("first"), filesWithoutTime("third"));
    }

    private Map<String, String> filesWithoutTime(String name) {
        Map<String, String> content = new HashMap<>();
        try (var files = Files.list(folder.resolve(name))) {
            for (Path file : files.toList()) {
                content.put(
                        file.getFileName().toString(),
                        Files.readString(file).replaceAll("\"createdAt\" : \"[^\"]*\"", ""));
            }
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
        return content;
    }

    private static void assertLine(Ran ran, String pattern) {
        assertTrue(ran.out().lines().anyMatch(line -> line.matches(pattern)), () -> pattern + " in\n" + ran.out());
    }

    private Ran run(Map<String, String> environment, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Florin.commandLine(environment, folder)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(words);
        return new Ran(code, out.toString(), err.toString());
    }
}
