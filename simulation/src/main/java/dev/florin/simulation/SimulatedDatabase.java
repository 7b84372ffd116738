package dev.florin.simulation;

import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.embedded.TemporaryPostgres;
import dev.florin.server.storage.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh database with Florin's tables, whose clock can be set, also back: nothing that the product offers does that. It is
 * dropped when closed. Thread-safe.
 */
final class SimulatedDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String SCHEMA = "florin";

    private final TemporaryPostgres server;
    private final ServerAddress address;
    private Connection control;

    private SimulatedDatabase(TemporaryPostgres server, ServerAddress address) {
        this.server = server;
        this.address = address;
        Database.Address owner =
                new Database.Address(url(address, address.port()), address.user(), address.password(), SCHEMA);
        try (Database database = new Database(owner)) {
            database.migrate();
        }
        try {
            control = connectForClock();
        } catch (SQLException e) {
            throw new IllegalStateException("a database that was just made cannot be reached", e);
        }
    }

    /** One on the PostgreSQL that this process shares. */
    static SimulatedDatabase create() {
        return on(TemporaryPostgres.shared());
    }

    /** One on a PostgreSQL that its owner may kill. */
    static SimulatedDatabase on(TemporaryPostgres server) {
        ServerAddress owner = server.address();
        String name = "simulated_" + NUMBER.incrementAndGet();
        administer(server, "CREATE DATABASE " + name + " OWNER " + owner.user() + " STRATEGY FILE_COPY");
        return new SimulatedDatabase(server, new ServerAddress(owner.port(), name, owner.user(), owner.password()));
    }

    /** Opens it as one more process does. */
    Database open() {
        return openThrough(address.port());
    }

    /** Opens it by way of another port, behind which somebody may interfere. */
    Database openThrough(int port) {
        return new Database(new Database.Address(url(address, port), address.user(), address.password(), SCHEMA));
    }

    /** How another process is told of it. */
    String processUrl() {
        return processUrl(address.port());
    }

    /** The same by way of another port. */
    String processUrl(int port) {
        return "postgresql://" + address.user() + ":" + address.password() + "@127.0.0.1:" + port + "/"
                + address.database() + "?sslmode=disable";
    }

    int port() {
        return address.port();
    }

    /** A plain connection, for what no part of the product does. */
    Connection connect() throws SQLException {
        Connection connection =
                DriverManager.getConnection(url(address, address.port()), address.user(), address.password());
        connection.setSchema(SCHEMA);
        return connection;
    }

    /** What the clock says need not survive anything. */
    private Connection connectForClock() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
        }
        return connection;
    }

    Instant now() {
        return control("SELECT clock_timestamp() + offset_micros * interval '1 microsecond' FROM clock", statement -> {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }

    void setClock(Instant to) {
        advance(Duration.between(now(), to));
    }

    void advance(Duration step) {
        control("UPDATE clock SET offset_micros = offset_micros + ?", statement -> {
            statement.setLong(1, step.toNanos() / 1_000);
            return statement.execute();
        });
    }

    void stopAutomaticCharges(boolean stopped) {
        control("UPDATE setting SET automatic_charges_stopped = ?", statement -> {
            statement.setBoolean(1, stopped);
            return statement.execute();
        });
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private synchronized <T> T control(String sql, Work<T> work) {
        try {
            if (!control.isValid(1)) {
                control = connectForClock(); // PostgreSQL was killed meanwhile
            }
            try (PreparedStatement statement = control.prepareStatement(sql)) {
                return work.with(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        administer(server, "DROP DATABASE " + address.database() + " WITH (FORCE)");
    }

    private static void administer(TemporaryPostgres server, String sql) {
        ServerAddress superuser = server.superuser();
        try (Connection connection = DriverManager.getConnection(
                        url(superuser, superuser.port()), superuser.user(), superuser.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String url(ServerAddress address, int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + address.database() + "?sslmode=disable";
    }
}
