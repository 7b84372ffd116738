package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    @Test
    void isFreshAndGoneAfterwards() throws SQLException {
        TestDatabase first = TestDatabase.create();
        try (TestDatabase second = TestDatabase.create();
                Connection connection = first.connect();
                Connection other = second.connect();
                Statement statement = connection.createStatement();
                Statement elsewhere = other.createStatement()) {
            statement.execute("CREATE TABLE t (x int)");
            assertThrows(SQLException.class, () -> elsewhere.execute("SELECT x FROM t"));
        }
        first.close();
        assertThrows(SQLException.class, first::connect);
    }

    @Test
    void isAsDurableAsTheRealOneAndSpeaksUnicode() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('fsync'),"
                        + " current_setting('synchronous_commit'), current_setting('data_checksums'),"
                        + " current_setting('server_encoding'), upper('é')")) {
            row.next();
            assertEquals(
                    "on on on UTF8 É",
                    row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getString(4) + " "
                            + row.getString(5));
        }
    }
}
