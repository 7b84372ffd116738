package dev.florin.server.app;

import dev.florin.server.embedded.EmbeddedFault;
import dev.florin.server.embedded.EmbeddedPostgres;
import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.storage.Database;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL that a process works on: the one that is configured, else Florin's own, which then ends with it. */
final class ChosenDatabase implements AutoCloseable {
    private final Database.Address address;
    private final @Nullable EmbeddedPostgres own;

    private ChosenDatabase(Database.Address address, @Nullable EmbeddedPostgres own) {
        this.address = address;
        this.own = own;
    }

    /**
     * The database to serve on; Florin's own is started.
     *
     * @param notices told in a sentence what takes longer
     * @param lost told when Florin's own has died for good
     */
    static ChosenDatabase start(Configuration configuration, Consumer<String> notices, Consumer<EmbeddedFault> lost) {
        return given(configuration).orElseGet(() -> {
            EmbeddedPostgres own = EmbeddedPostgres.start(configuration.data(), notices, lost);
            return new ChosenDatabase(address(own.address(), configuration.schema()), own);
        });
    }

    /** The database to look at, beside whoever serves on it; Florin's own is started only where it does not run. */
    static ChosenDatabase visit(Configuration configuration, Consumer<String> notices) {
        return given(configuration)
                .or(() -> EmbeddedPostgres.running(configuration.data())
                        .map(running -> new ChosenDatabase(address(running, configuration.schema()), null)))
                .orElseGet(() -> start(configuration, notices, _ -> {}));
    }

    private static Optional<ChosenDatabase> given(Configuration configuration) {
        return configuration
                .databaseUrl()
                .map(url -> new ChosenDatabase(
                        new Database.Address(url.jdbcUrl(), url.user(), url.password(), configuration.schema()), null));
    }

    private static Database.Address address(ServerAddress server, String schema) {
        return new Database.Address(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + server.database(),
                server.user(),
                server.password(),
                schema);
    }

    Database.Address address() {
        return address;
    }

    /** As libpq writes it, password included: for the demo's own tests and a second process of it. */
    String url() {
        String place = address.url().substring("jdbc:postgresql://".length());
        return "postgresql://" + address.user() + ":" + address.password() + "@" + place;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
