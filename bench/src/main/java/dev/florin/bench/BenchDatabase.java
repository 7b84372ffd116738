package dev.florin.bench;

import dev.florin.server.app.DatabaseUrl;
import dev.florin.server.embedded.EmbeddedPostgres;
import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.storage.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one database that all contenders work on: an embedded PostgreSQL in a folder of its own, which is deleted at the end, or
 * the one that {@code FLORIN_DATABASE_URL} names, in two schemas of its own, which are dropped at the end. Thread-safe.
 */
final class BenchDatabase implements AutoCloseable {
    static final String FLORIN_SCHEMA = "florin_bench";
    static final String NAIVE_SCHEMA = "florin_bench_naive";

    private final @Nullable EmbeddedPostgres embedded;
    private final @Nullable Path folder;
    private final Database.Address address;

    private BenchDatabase(@Nullable EmbeddedPostgres embedded, @Nullable Path folder, Database.Address address) {
        this.embedded = embedded;
        this.folder = folder;
        this.address = address;
    }

    /** Starts, or connects to, the database, with nothing of an earlier run in it. */
    static BenchDatabase open(Optional<DatabaseUrl> url) {
        BenchDatabase database = url.map(BenchDatabase::given).orElseGet(BenchDatabase::embedded);
        database.dropSchemas();
        return database;
    }

    private static BenchDatabase given(DatabaseUrl url) {
        return new BenchDatabase(
                null, null, new Database.Address(url.jdbcUrl(), url.user(), url.password(), FLORIN_SCHEMA));
    }

    private static BenchDatabase embedded() {
        try {
            Path folder = Files.createTempDirectory("florin-bench-");
            EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, _ -> {}, fault -> {
                throw fault;
            });
            ServerAddress at = postgres.address();
            String url = "jdbc:postgresql://127.0.0.1:" + at.port() + "/" + at.database();
            return new BenchDatabase(
                    postgres, folder, new Database.Address(url, at.user(), at.password(), FLORIN_SCHEMA));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the database", e);
        }
    }

    Database.Address address() {
        return address;
    }

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
    String ask(String schema, String sql) {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }

    ProcessorTime processors() {
        try (Connection connection = connect(FLORIN_SCHEMA);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessorTime.ofSession(row.getLong(1));
        } catch (SQLException e) {
            throw new BenchFault(e);
        }
    }

    private void dropSchemas() {
        execute(
                "public",
                "DROP SCHEMA IF EXISTS " + FLORIN_SCHEMA + " CASCADE; DROP SCHEMA IF EXISTS " + NAIVE_SCHEMA
                        + " CASCADE");
    }

    @Override
    public void close() {
        if (embedded == null || folder == null) {
            dropSchemas();
            return;
        }
        embedded.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
