package dev.florin.server.app;

import dev.florin.server.embedded.EmbeddedFault;
import dev.florin.server.embedded.EmbeddedPostgres;
import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.storage.Database;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The database that the configuration names. To serve on: the one of {@code FLORIN_DATABASE_URL}, else an embedded one that this
 * process runs. For a command that looks at it: the one of {@code FLORIN_DATABASE_URL}; else
 * the embedded one that a demo or a server is running; else the embedded one, run by this command for as long as it takes.
 */
final class ChosenDatabase implements AutoCloseable {
    /** A demo that is just starting has its folder locked and no server yet; longer than that takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Database.Address address;
    private final Optional<EmbeddedPostgres> own;

    private ChosenDatabase(Database.Address address, Optional<EmbeddedPostgres> own) {
        this.address = address;
        this.own = own;
    }

    /**
     * The database to serve on: an embedded one is run by this process, and nobody else serves on its folder.
     *
     * @param lost told when it has died for good
     */
    static ChosenDatabase serving(Configuration configuration, Consumer<String> notices, Consumer<EmbeddedFault> lost) {
        if (configuration.databaseUrl().isPresent()) {
            return open(configuration, notices);
        }
        EmbeddedPostgres own = EmbeddedPostgres.start(configuration.data(), notices, lost);
        return new ChosenDatabase(addressOf(own.address(), configuration.schema()), Optional.of(own));
    }

    /** Finds it where there is one; an embedded one is not made for a command that only reads. */
    static ChosenDatabase existing(Configuration configuration, Consumer<String> notices) {
        if (configuration.databaseUrl().isEmpty() && !EmbeddedPostgres.exists(configuration.data())) {
            throw new ConfigurationFault(List.of("There is no database: FLORIN_DATABASE_URL is not set, and "
                    + configuration.data() + " (FLORIN_DATA) holds none."));
        }
        return open(configuration, notices);
    }

    /** Finds it, or makes an embedded one. */
    static ChosenDatabase open(Configuration configuration, Consumer<String> notices) {
        if (configuration.databaseUrl().isPresent()) {
            return new ChosenDatabase(
                    addressOf(configuration.databaseUrl().get(), configuration.schema()), Optional.empty());
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<ServerAddress> running = EmbeddedPostgres.running(configuration.data());
            if (running.isPresent()) {
                return new ChosenDatabase(addressOf(running.get(), configuration.schema()), Optional.empty());
            }
            try {
                EmbeddedPostgres own = EmbeddedPostgres.start(configuration.data(), notices, fault -> {});
                return new ChosenDatabase(addressOf(own.address(), configuration.schema()), Optional.of(own));
            } catch (EmbeddedFault.FolderInUse starting) {
                if (System.nanoTime() > deadline) {
                    throw starting;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    Database.Address address() {
        return address;
    }

    /** As libpq writes it, password included: for tests of a demo and for a second process of it. */
    String url() {
        String place = address.url().substring("jdbc:postgresql://".length());
        return "postgresql://" + escaped(address.user()) + ":" + escaped(address.password()) + "@" + place;
    }

    private static String escaped(String text) {
        // A form writes a blank as a plus, which in this part of a URL is a plus.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Database.Address addressOf(DatabaseUrl url, String schema) {
        return new Database.Address(url.jdbcUrl(), url.user(), url.password(), schema);
    }

    static Database.Address addressOf(ServerAddress server, String schema) {
        return new Database.Address(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + server.database(),
                server.user(),
                server.password(),
                schema);
    }

    @Override
    public void close() {
        own.ifPresent(EmbeddedPostgres::close);
    }
}
