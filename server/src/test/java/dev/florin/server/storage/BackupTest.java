package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final String CUSTOMERS = """
            INSERT INTO customer (external_id, bucket, account_no, email, name, metadata, fingerprint, created_at)
            SELECT 'c' || n, 0, n, CASE WHEN n % 2 = 0 THEN '' END, E'Zoë "the, ''first''"\\n\\\\N\\t' || n, '{"a": "b"}',
                   '\\x00ff10', '2026-01-02 03:04:05.678901+00'
              FROM generate_series(1, 100) n\
            """;

    private final TestDatabase source = TestDatabase.create();
    private final TestDatabase target = TestDatabase.create();

    @TempDir
    Path folder;

    private Path backup = Path.of("");

    @BeforeEach
    void migrateTheSource() throws SQLException {
        backup = folder.resolve("backup");
        try (Database database = new Database(address(source, "florin"))) {
            database.migrate();
        }
        execute(source, CUSTOMERS, "SELECT nextval('account_number') FROM generate_series(1, 100)");
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void everyRowAndSequenceComesBackAsItWas() throws SQLException {
        long rows = new Backup(address(source, "florin"), line -> {}).write(backup);
        assertEquals(rows, restore("florin"));
        for (String question : List.of(
                "SELECT string_agg(c::text, '|' ORDER BY external_id) FROM customer c",
                "SELECT encode(id_key, 'hex') || opened_at FROM installation",
                "SELECT offset_micros FROM clock",
                "SELECT last_value || ' ' || is_called FROM account_number")) {
            assertEquals(ask(source, question), ask(target, question), question);
        }
    }

    @Test
    void aSchemaOfAnotherNameWorksToo() throws SQLException {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        restore("credit");
        assertEquals("100", ask(target, "SELECT count(*) FROM credit.customer"));
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.resolve("customer.csv"))));
    }

    @Test
    void whatIsCommittedMeanwhileIsNotInIt() throws Exception {
        // The first table that is told of has been read; everything after it must be as old.
        AtomicBoolean first = new AtomicBoolean(true);
        new Backup(address(source, "florin"), line -> {
                    if (first.getAndSet(false)) {
                        try {
                            execute(
                                    source,
                                    "UPDATE price_list SET number = 7",
                                    "DELETE FROM customer WHERE account_no > 50",
                                    "INSERT INTO request_key VALUES ('o', '\\x00', '\\x00', 't')");
                        } catch (SQLException fault) {
                            throw new AssertionError(fault);
                        }
                    }
                })
                .write(backup);
        restore("florin");
        assertEquals("100", ask(target, "SELECT count(*) FROM customer"));
        assertEquals("0", ask(target, "SELECT number FROM price_list"));
        assertEquals("0", ask(target, "SELECT count(*) FROM request_key"));
    }

    @Test
    void aSchemaWithRowsIsRefusedAndUntouched() throws SQLException {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        var fault = assertThrows(
                BackupFault.class, () -> new Restore(address(source, "florin"), proof -> {}, line -> {}).read(backup));
        assertTrue(fault.toString().contains("customer has rows"), fault.toString());
        assertEquals("100", ask(source, "SELECT count(*) FROM customer"));
    }

    @Test
    void aSchemaThatWasOnlyMigratedCountsAsEmpty() throws SQLException {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        try (Database database = new Database(address(target, "florin"))) {
            database.migrate();
        }
        restore("florin");
        assertEquals(
                ask(source, "SELECT encode(id_key, 'hex') FROM installation"),
                ask(target, "SELECT encode(id_key, 'hex') FROM installation"));
    }

    @Test
    void aFileThatWasChangedIsFoundBeforeTheDatabaseIsTouched() throws Exception {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        Path file = backup.resolve("customer.csv");
        String content = Files.readString(file);
        for (String changed : List.of(content.replace("c1,", "c2,"), content + "x", "")) {
            Files.writeString(file, changed);
            var fault = assertThrows(BackupFault.class, () -> restore("florin"));
            assertTrue(fault.toString().contains("customer.csv is not what was backed up"), fault.toString());
        }
        Files.delete(file);
        assertThrows(BackupFault.class, () -> restore("florin"));
        assertEquals("0", ask(target, "SELECT count(*) FROM pg_namespace WHERE nspname = 'florin'"));
    }

    @Test
    void aFolderThatIsNoBackupIsRefused() throws Exception {
        assertThrows(BackupFault.class, () -> restore("florin"));
        Files.createDirectories(backup);
        assertThrows(BackupFault.class, () -> restore("florin"));
        for (String manifest : List.of("{", "[]", "{\"format\": 2}")) {
            Files.writeString(backup.resolve("manifest.json"), manifest);
            var fault = assertThrows(BackupFault.class, () -> restore("florin"));
            assertTrue(fault.toString().contains("manifest.json"), fault.toString());
        }
    }

    @Test
    void rowsThatAreNotProvenAreNotKeptAndTheSameCommandWorksLater() throws SQLException {
        new Backup(address(source, "florin"), line -> {}).write(backup);
        List<String> seen = new ArrayList<>();
        Restore failing = new Restore(
                address(target, "florin"),
                connection -> {
                    seen.add(Database.all(connection, "SELECT count(*)::text FROM customer", row -> row.getString(1))
                            .getFirst());
                    throw new BackupFault("the books do not balance");
                },
                line -> {});
        assertThrows(BackupFault.class, () -> failing.read(backup));
        assertEquals(List.of("100"), seen, "the proof looks at the rows");
        assertEquals("0", ask(target, "SELECT count(*) FROM customer"));
        restore("florin");
        assertEquals("100", ask(target, "SELECT count(*) FROM customer"));
    }

    @Test
    void theBooksOfABackupAreProvenBeforeTheyAreKept() throws SQLException {
        try (Teller teller = FilledBooks.teller()) {
            new Backup(address(teller.test(), "florin"), line -> {}).write(backup);
            Restore proving = new Restore(address(target, "florin"), Books::requireProven, line -> {});
            proving.read(backup);
            assertEquals(
                    ask(teller.test(), "SELECT count(*) FROM transaction_"),
                    ask(target, "SELECT count(*) FROM transaction_"));
            execute(teller.test(), "UPDATE account SET total = total + 1 WHERE account_no = 3");
            Path broken = folder.resolve("broken");
            new Backup(address(teller.test(), "florin"), line -> {}).write(broken);
            Restore refusing = new Restore(address(target, "again"), Books::requireProven, line -> {});
            var fault = assertThrows(BackupFault.class, () -> refusing.read(broken));
            assertTrue(fault.toString().contains("do not balance"), fault.toString());
            assertEquals("0", ask(target, "SELECT count(*) FROM again.account"));
        }
    }

    @Test
    void aBackupGoesIntoAFolderOfItsOwn() throws Exception {
        Files.createDirectories(backup);
        Files.writeString(backup.resolve("mine"), "x");
        Backup another = new Backup(address(source, "florin"), line -> {});
        assertThrows(BackupFault.class, () -> another.write(backup));
        assertThrows(BackupFault.class, () -> another.write(backup.resolve("mine")));
        assertEquals("x", Files.readString(backup.resolve("mine")));
    }

    @Test
    void aDatabaseWithoutFlorinIsNotBackedUp() {
        var fault =
                assertThrows(BackupFault.class, () -> new Backup(address(target, "florin"), line -> {}).write(backup));
        assertTrue(fault.toString().contains("There is no Florin"), fault.toString());
        assertFalse(Files.exists(backup.resolve("manifest.json")));
    }

    private long restore(String schema) {
        return new Restore(address(target, schema), proof -> {}, line -> {}).read(backup);
    }

    private static Database.Address address(TestDatabase database, String schema) {
        return new Database.Address(database.jdbcUrl(), database.user(), database.password(), schema);
    }

    private static void execute(TestDatabase database, String... sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = florin");
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    private static String ask(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = florin");
            return String.join(",", Database.all(connection, sql, row -> String.valueOf(row.getString(1))));
        }
    }
}
