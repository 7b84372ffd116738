package dev.florin.server.storage;

import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.embedded.TemporaryPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh and empty database for one test class, on the PostgreSQL that the whole test run shares. It is dropped when
 * closed. Thread-safe.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ServerAddress address;

    private TestDatabase(ServerAddress address) {
        this.address = address;
    }

    /** Makes one; takes some tens of milliseconds, and once per run about half a second for the server. */
    public static TestDatabase create() {
        ServerAddress server = TemporaryPostgres.shared().address();
        String name = "test_" + NUMBER.incrementAndGet();
        administer("CREATE DATABASE " + name + " OWNER " + server.user());
        return new TestDatabase(new ServerAddress(server.port(), name, server.user(), server.password()));
    }

    /** Where it is and how its owner logs in. */
    public ServerAddress address() {
        return address;
    }

    /** For pgjdbc, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(address);
    }

    public String user() {
        return address.user();
    }

    public String password() {
        return address.password();
    }

    /** A new connection of its owner. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    @Override
    public void close() {
        administer("DROP DATABASE " + address.database() + " WITH (FORCE)");
    }

    private static void administer(String sql) {
        ServerAddress superuser = TemporaryPostgres.shared().superuser();
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl(superuser), superuser.user(), superuser.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException fault) {
            throw new IllegalStateException(sql, fault);
        }
    }

    private static String jdbcUrl(ServerAddress address) {
        return "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + address.database();
    }
}
