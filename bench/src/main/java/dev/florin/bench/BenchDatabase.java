package dev.florin.bench;

import dev.florin.server.app.DatabaseUrl;
import dev.florin.server.embedded.EmbeddedPostgres;
import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.storage.Database;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one database that all contenders work on: an embedded PostgreSQL in a folder of its own, which is deleted at the end, or
 * a given one, in two schemas of its own, which are dropped at the end. Thread-safe.
 */
final class BenchDatabase implements AutoCloseable {
    static final String FLORIN_SCHEMA = "florin_bench";
    static final String NAIVE_SCHEMA = "florin_bench_naive";

    private static final String DROP =
            "DROP SCHEMA IF EXISTS " + FLORIN_SCHEMA + " CASCADE; DROP SCHEMA IF EXISTS " + NAIVE_SCHEMA + " CASCADE";

    private final @Nullable EmbeddedPostgres embedded;
    private final @Nullable Path folder;
    private final BenchConnections connections;

    private BenchDatabase(@Nullable EmbeddedPostgres embedded, @Nullable Path folder, Database.Address address) {
        this.embedded = embedded;
        this.folder = folder;
        this.connections = new BenchConnections(address);
    }

    /** Starts, or connects to, the database, with nothing of an earlier run in it, and opens the naive ledger's accounts. */
    static BenchDatabase open(Optional<DatabaseUrl> url) {
        BenchDatabase database = url.map(BenchDatabase::given).orElseGet(BenchDatabase::embedded);
        database.connections.execute("public", DROP);
        database.connections.execute("public", "CREATE SCHEMA " + NAIVE_SCHEMA);
        database.connections.execute(NAIVE_SCHEMA, NaiveLedger.TABLES);
        return database;
    }

    private static BenchDatabase given(DatabaseUrl url) {
        return new BenchDatabase(
                null, null, new Database.Address(url.jdbcUrl(), url.user(), url.password(), FLORIN_SCHEMA));
    }

    private static BenchDatabase embedded() {
        Path folder = TemporaryFolder.make();
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, _ -> {}, fault -> {
            throw fault;
        });
        ServerAddress at = postgres.address();
        String url = "jdbc:postgresql://127.0.0.1:" + at.port() + "/" + at.database();
        return new BenchDatabase(postgres, folder, new Database.Address(url, at.user(), at.password(), FLORIN_SCHEMA));
    }

    Database.Address address() {
        return connections.address();
    }

    BenchConnections connections() {
        return connections;
    }

    /** Where its files are, where this program has put them itself. */
    Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    ProcessorTime processors() {
        // The session must still be there when its parent is looked up.
        return connections.ask("SELECT pg_backend_pid()", session -> ProcessorTime.ofServer(Long.parseLong(session)));
    }

    @Override
    public void close() {
        if (embedded == null || folder == null) {
            connections.execute("public", DROP);
            return;
        }
        embedded.close();
        TemporaryFolder.delete(folder);
    }
}
