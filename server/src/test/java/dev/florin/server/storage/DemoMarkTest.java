package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoMarkTest {
    @Test
    void anEmptyDatabaseIsMarkedOnceAndOneWithAccountsNever() throws SQLException {
        try (TestDatabase postgres = TestDatabase.create();
                Database database = open(postgres)) {
            database.migrate();
            DemoMark mark = new DemoMark(database);
            assertEquals(Optional.empty(), mark.read());
            addCustomer(postgres);
            assertEquals(Optional.empty(), mark.readOrSet(new SecureRandom()));
        }
        try (TestDatabase postgres = TestDatabase.create();
                Database database = open(postgres)) {
            database.migrate();
            DemoMark mark = new DemoMark(database);
            Optional<String> made = mark.readOrSet(new SecureRandom());
            assertTrue(made.orElseThrow().matches("[0-9a-f]{32}"));
            addCustomer(postgres);
            assertEquals(made, mark.readOrSet(new SecureRandom()));
            assertEquals(made, mark.read());
        }
    }

    private static void addCustomer(TestDatabase postgres) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO florin.customer (external_id, bucket, account_no, fingerprint, created_at)"
                    + " VALUES ('ann', 0, 1, '', now())");
        }
    }

    private static Database open(TestDatabase postgres) {
        return new Database(new Database.Address(postgres.jdbcUrl(), postgres.user(), postgres.password(), "florin"));
    }
}
