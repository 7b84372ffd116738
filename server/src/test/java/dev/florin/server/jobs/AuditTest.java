package dev.florin.server.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.money.Amount;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {
    /** It is apart from its rows, and from its grants. */
    private static final String ACCOUNT_WITHOUT_A_HISTORY = """
            INSERT INTO account (bucket, account_no, total, last_at, head, time_zone, created_at)
            VALUES (1, 1, 7, now(), sha256('nothing'), 'UTC', now())\
            """;

    @Test
    void aDifferenceIsAnnouncedOnceADayHoweverManyProcessesSeeIt() throws SQLException {
        try (TestDatabase test = TestDatabase.create();
                Database database =
                        new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"))) {
            database.migrate();
            Audit audit = new Audit(database);
            audit.run();
            assertEquals(Amount.ZERO, audit.difference());
            assertEquals(List.of(), announced(test));
            change(test, ACCOUNT_WITHOUT_A_HISTORY);
            audit.run();
            audit.run();
            new Audit(database).run();
            assertEquals(Amount.ofNanos(14), audit.difference());
            assertEquals(List.of("0.000000014"), announced(test));
            change(test, "UPDATE clock SET offset_micros = offset_micros + 25::bigint * 3600000000");
            audit.run();
            assertEquals(List.of("0.000000014", "0.000000014"), announced(test));
        }
    }

    private static void change(TestDatabase test, String sql) throws SQLException {
        try (Connection connection = connect(test);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO florin");
            statement.execute(sql);
        }
    }

    private static List<String> announced(TestDatabase test) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect(test);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT o.subject FROM florin.outbox o WHERE o.event = 'books.difference' ORDER BY o.id")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static Connection connect(TestDatabase test) throws SQLException {
        return DriverManager.getConnection(test.jdbcUrl(), test.user(), test.password());
    }
}
