package dev.florin.server.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the server when the Florin that runs it ends in one way or another. */
class KilledProcessTest {
    @Test
    void aFolderThatAnotherProcessHasOpenIsRefusedByItsNumber() throws Exception {
        try (DataFolder data = DataFolder.prepared();
                OtherProcess other = OtherProcess.start(data.path()).ready()) {
            var fault = assertThrows(EmbeddedFault.FolderInUse.class, data::start);
            assertTrue(fault.toString().contains("process " + other.pid()), fault.toString());
            assertEquals(
                    "florin",
                    EmbeddedProgram.answer(EmbeddedPostgres.running(data.path()).orElseThrow()));
        }
    }

    @Test
    void aKilledFlorinTakesItsServerWithIt() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            OtherProcess other = OtherProcess.start(data.path()).ready();
            ProcessHandle server = other.server();
            other.kill();
            Eventually.holds("the server has ended", () -> !server.isAlive());
            try (EmbeddedPostgres next = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(next.address()));
            }
        }
    }

    @Test
    void aKilledTestRunLeavesNeitherServerNorFolder() throws Exception {
        OtherProcess other = OtherProcess.start(Path.of(EmbeddedProgram.TEMPORARY));
        Path folder = Path.of(other.line("folder").substring("folder ".length()));
        ProcessHandle server = other.ready().server();
        assertTrue(Files.isDirectory(folder.resolve("postgres/cluster")));
        other.kill();
        Eventually.holds("the server has ended", () -> !server.isAlive());
        Eventually.holds("the folder is deleted", () -> !Files.exists(folder));
    }

    @Test
    void aStartRightAfterAKillWaitsForTheOldServer() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            for (int round = 0; round < 3; round++) {
                OtherProcess other = OtherProcess.start(data.path()).ready();
                other.kill();
            }
            try (EmbeddedPostgres next = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(next.address()));
            }
        }
    }

    @Test
    void aServerThatNobodyStoppedIsStoppedByTheNextStart() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            OtherProcess other = OtherProcess.start(data.path()).ready();
            ProcessHandle server = other.server();
            List<ProcessHandle> lifeline = other.handle().descendants().toList();
            assertFalse(lifeline.isEmpty());
            lifeline.forEach(ProcessHandle::destroyForcibly);
            other.kill();
            assertTrue(server.isAlive(), "without its lifeline the server goes on");
            try (EmbeddedPostgres next = data.start()) {
                Eventually.holds("the old server has ended", () -> !server.isAlive());
                assertEquals("florin", EmbeddedProgram.answer(next.address()));
            }
        }
    }

    @Test
    void bothKilledAtOnceRecover() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            OtherProcess other = OtherProcess.start(data.path()).ready();
            List<ProcessHandle> lifeline = other.handle().descendants().toList();
            ProcessHandle server = other.server();
            lifeline.forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
            other.kill();
            try (EmbeddedPostgres next = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(next.address()));
            }
        }
    }

    @Test
    void ctrlCReachesFlorinFirstAndTheServerOnlyThroughIt() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            // A process group of its own, as a terminal gives to a command; Ctrl-C goes to all of the group, and is not
            // ignored
            // as in what a shell runs in the background.
            OtherProcess other = OtherProcess.start(
                            data.path(), System.getProperty("java.class.path"), "setsid", "env", "--default-signal=INT")
                    .ready();
            ProcessHandle server = other.server();
            assertTrue(Program.run(List.of("/bin/sh", "-c", "kill -INT -" + other.pid()))
                    .well());
            List<String> lines = other.rest();
            assertTrue(lines.contains("ending florin"), lines::toString);
            assertEquals("closed", lines.getLast());
            Eventually.holds("the server has ended", () -> !server.isAlive());
        }
    }
}
