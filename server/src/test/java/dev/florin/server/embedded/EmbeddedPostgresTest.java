package dev.florin.server.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {
    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        try (DataFolder data = new DataFolder()) {
            try (EmbeddedPostgres postgres = data.start()) {
                sql(postgres.address(), "CREATE TABLE t AS SELECT 42 AS answer");
            }
            data.notices().clear();
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals("42", sql(postgres.address(), "TABLE t"));
            }
            assertTrue(data.notices().isEmpty(), "nothing is to be told about a second start");
        }
    }

    @Test
    void itNeverRunsAsRootAndAsksForAPasswordOnLoopbackOnly() throws Exception {
        try (DataFolder data = DataFolder.prepared();
                EmbeddedPostgres postgres = data.start()) {
            ServerAddress address = postgres.address();
            assertNotEquals(
                    "root",
                    ProcessHandle.of(postgres.pid()).orElseThrow().info().user().orElseThrow());
            for (String secret : new String[] {"password.florin", "password.postgres"}) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.home().resolve(secret))));
            }
            assertFalse(address.toString().contains(address.password()));
            String refusal = EmbeddedProgram.answer(
                    new ServerAddress(address.port(), address.database(), address.user(), "guess"));
            assertTrue(refusal.contains("password authentication failed"), refusal);
            assertEquals("127.0.0.1", sql(address, "SHOW listen_addresses"));
            assertEquals("", sql(address, "SHOW unix_socket_directories"));
        }
    }

    @Test
    void theOwnerOfTheDatabaseIsNoSuperuserButMayMakeRoles() throws Exception {
        try (DataFolder data = DataFolder.prepared();
                EmbeddedPostgres postgres = data.start()) {
            assertEquals(
                    "false true",
                    sql(
                            postgres.address(),
                            "SELECT concat_ws(' ', rolsuper::text, rolcreaterole::text) FROM pg_roles WHERE rolname = current_user"));
            assertEquals("on", sql(postgres.superuser(), "SELECT current_setting('is_superuser')"));
        }
    }

    @Test
    void aSecondStartInTheSameProcessIsRefusedAndTakesTheLockFromNobody() throws Exception {
        try (DataFolder data = DataFolder.prepared();
                EmbeddedPostgres postgres = data.start()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                var fault = assertThrows(EmbeddedFault.FolderInUse.class, data::start);
                assertTrue(fault.toString()
                        .contains("process " + ProcessHandle.current().pid()));
            }
            assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
            assertEquals(
                    postgres.address(), EmbeddedPostgres.running(data.path()).orElseThrow());
        }
    }

    @Test
    void whoLooksForARunningServerFindsNoneThatHasEnded() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            assertTrue(EmbeddedPostgres.running(data.path()).isEmpty());
            data.start().close();
            assertTrue(EmbeddedPostgres.running(data.path()).isEmpty());
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedAndNotTouched() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            Path version = data.home().resolve("cluster/PG_VERSION");
            data.start().close();
            Files.writeString(version, "15\n");
            var fault = assertThrows(EmbeddedFault.OtherMajorVersion.class, data::start);
            assertTrue(fault.toString().contains("PostgreSQL 15"), fault.toString());
            assertTrue(fault.toString().contains("./florin backup"), fault.toString());
            assertTrue(fault.toString().contains("./florin restore"), fault.toString());
            Files.writeString(version, "18\n");
            data.start().close();
        }
    }

    @Test
    void aPreparationThatWasInterruptedIsBegunAnew() throws Exception {
        try (DataFolder data = new DataFolder()) {
            Path rubbish = data.home().resolve("cluster.unfinished/base");
            Files.createDirectories(rubbish);
            Files.writeString(rubbish.resolve("1"), "half written");
            OpenFolder.open(data.path());
            OpenFolder.open(data.home());
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
            }
        }
    }

    @Test
    void aPortThatSomebodyTookMeanwhileIsLeftToThem() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            int port;
            try (EmbeddedPostgres postgres = data.start()) {
                port = postgres.address().port();
            }
            assertEquals(
                    Integer.toString(port),
                    Files.readString(data.home().resolve("port")).strip());
            try (ServerSocket taken = new ServerSocket()) {
                taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                try (EmbeddedPostgres postgres = data.start()) {
                    assertNotEquals(port, postgres.address().port());
                    assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
                }
            }
        }
    }

    @Test
    void theNumberOfADeadServerThatAnotherProgramGotIsForgotten() throws Exception {
        try (DataFolder data = DataFolder.prepared()) {
            data.start().close();
            Path file = data.home().resolve("cluster").resolve(Postmaster.FILE);
            String ready = ProcessHandle.current().pid() + "\n" + data.home().resolve("cluster")
                    + "\n1700000000\n20000\n\n127.0.0.1\n 1 2\nready   \n";
            Files.writeString(file, ready);
            try (EmbeddedPostgres postgres = data.start()) {
                assertEquals("florin", EmbeddedProgram.answer(postgres.address()));
            }
        }
    }

    @Test
    void aKilledServerComesBackOnTheSamePortWithWhatWasCommitted() throws Exception {
        try (DataFolder data = DataFolder.prepared();
                EmbeddedPostgres postgres = data.start()) {
            ServerAddress address = postgres.address();
            sql(address, "CREATE TABLE t AS SELECT 42 AS answer");
            long killed = postgres.pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            Eventually.holds(
                    "the server is back",
                    () -> !ProcessHandle.of(killed).map(ProcessHandle::isAlive).orElse(false)
                            && EmbeddedProgram.answer(address).equals("florin"));
            assertEquals("42", sql(address, "TABLE t"));
            assertNotEquals(killed, postgres.pid());
            assertEquals(address, postgres.address());
        }
    }

    private static String sql(ServerAddress address, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + address.database(),
                        address.user(),
                        address.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet row = statement.getResultSet();
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
