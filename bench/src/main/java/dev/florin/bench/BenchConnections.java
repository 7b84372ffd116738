package dev.florin.bench;

import dev.florin.server.storage.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Function;

/** How the naive ledger, and questions about the measurement, reach the database. Thread-safe. */
record BenchConnections(Database.Address address) {
    /** A connection set up as equally as can be with those of Florin's lanes. */
    Connection connect(String schema) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("currentSchema", schema);
        properties.setProperty("prepareThreshold", "1");
        Connection connection = DriverManager.getConnection(address.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    SET synchronous_commit = on; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
                    SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off\
                    """);
        }
        return connection;
    }

    /** Runs statements that have no results. */
    void execute(String schema, String sql) {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }

    /** The one value that a question answers. */
    String ask(String sql) {
        return ask(sql, answer -> answer);
    }

    /** What {@code meaning} makes of the one value that a question answers, while its session is open. */
    <T> T ask(String sql, Function<String, T> meaning) {
        try (Connection connection = connect("public");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return meaning.apply(row.getString(1));
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }
}
