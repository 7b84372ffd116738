package dev.florin.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that Florin works on: migrates it, and gives out connections. Thread-safe.
 *
 * <p>Ledger connections say themselves what they rely on (isolation, durability, plans), whatever the server's defaults are.
 */
public final class Database implements AutoCloseable {
    /** Reads of pages and lists; a call never holds one while a model talks. */
    private static final int READING_CONNECTIONS = 10;

    /** For work during which Stripe is asked: however slow Stripe is, none of those for reading is missing. */
    private static final int WORKING_CONNECTIONS = 12;

    private static final int CONNECT_SECONDS = 5;
    private static final int READ_TIMEOUT_SECONDS = 30;
    private static final int AES_KEY_BYTES = 16;
    private static final int OLDEST_MAJOR = 15;

    /*
     * Plans made while the tables were empty would scan them for ever: on these connections every statement looks up by index.
     * A process that hangs between load and save, or whose network is gone, must not keep its accounts locked: PostgreSQL ends
     * its session, and whoever waits for the lock goes on.
     */
    private static final String LANE_SETTINGS = """
        SET synchronous_commit = on; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
        SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off; SET enable_memoize = off;
        SET jit = off; SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '5s'\
        """;

    private final Address address;
    private final HikariDataSource reading;
    private final HikariDataSource working;

    /**
     * Where the database is.
     *
     * @param url a JDBC URL without user and password
     * @param schema where Florin's tables are
     */
    public record Address(String url, String user, String password, String schema) {
        @Override
        public String toString() {
            return url + " as " + user + ", schema " + schema; // never the password
        }
    }

    /** Opens its pools; no connection is made before one is asked for. */
    public Database(Address address) {
        this.address = address;
        this.reading = pool(address, "reading", READING_CONNECTIONS, 1);
        this.working = pool(address, "working", WORKING_CONNECTIONS, 0);
    }

    private static HikariDataSource pool(Address address, String name, int most, int idle) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setSchema(address.schema());
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(idle);
        config.setConnectionTimeout(CONNECT_SECONDS * 1_000L);
        config.setInitializationFailTimeout(-1);
        config.setPoolName(name);
        config.addDataSourceProperty("ApplicationName", "florin");
        config.addDataSourceProperty("socketTimeout", READ_TIMEOUT_SECONDS);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    public Address address() {
        return address;
    }

    /** Brings the schema up to date; refuses a server that is too old or that does not make commits durable. */
    public void migrate() {
        // By a connection of its own: one from the pool would say only that there is none.
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            refuseUnsafe(connection);
            migrateTo("latest");
            connection.setSchema(address.schema());
            makeIdKey(connection);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** Brings the tables, and only them, to the version of one migration, for rows of that version. */
    void migrateTo(String version) {
        try {
            flyway(version).migrate();
        } catch (FlywayException e) {
            throw new StorageFault(new SQLException("the tables cannot be brought up to date: " + e.getMessage(), e));
        }
    }

    private Flyway flyway(String version) {
        return Flyway.configure()
                .dataSource(address.url(), address.user(), address.password())
                .schemas(address.schema())
                .defaultSchema(address.schema())
                .locations("classpath:db/migration")
                .target(version)
                .load();
    }

    private static void refuseUnsafe(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < OLDEST_MAJOR) {
            throw new SQLFeatureNotSupportedException(
                    "PostgreSQL " + major + " is too old: Florin needs " + OLDEST_MAJOR + " or newer");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW fsync")) {
            row.next();
            if (!"on".equals(row.getString(1))) {
                throw new SQLFeatureNotSupportedException(
                        "fsync is off in this PostgreSQL: answered commands could be lost");
            }
        }
    }

    private static final String MAKE_ID_KEY =
            "INSERT INTO installation (id_key) VALUES (?) ON CONFLICT ON CONSTRAINT installation_pk DO NOTHING";

    private static void makeIdKey(Connection connection) throws SQLException {
        byte[] key = new byte[AES_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try (PreparedStatement statement = connection.prepareStatement(MAKE_ID_KEY)) {
            statement.setBytes(1, key);
            statement.execute();
        }
    }

    /** A connection from the pool, which goes back when it is closed. Not for the ledger's commands. */
    public Connection openForReading() throws SQLException {
        return reading.getConnection();
    }

    /** One to be kept while Stripe is asked. */
    Connection openForWork() throws SQLException {
        return working.getConnection();
    }

    /**
     * A connection from the pool on which everything is read as of one moment: its first statement's. To be rolled back or
     * closed.
     */
    Connection openSnapshot() throws SQLException {
        Connection connection = openForReading();
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Reads one row. */
    interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    /** Does something in a transaction. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** The first row that a question finds. */
    <T> Optional<T> first(String sql, Read<T> read, @Nullable Object... parameters) {
        return all(sql, read, parameters).stream().findFirst();
    }

    /** Every row that a question finds, which must limit itself. */
    <T> List<T> all(String sql, Read<T> read, @Nullable Object... parameters) {
        try (Connection connection = openForReading()) {
            return all(connection, sql, read, parameters);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    static <T> List<T> all(Connection connection, String sql, Read<T> read, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(read.from(rows));
                }
            }
            return found;
        }
    }

    /** How many rows a change met. */
    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** Changes something that is not the ledger's, in one transaction. */
    <T> T change(Work<T> work) {
        try (Connection connection = openForReading()) {
            connection.setAutoCommit(false);
            try {
                T done = work.on(connection);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static final int ANSWER_SECONDS = 1;

    /** Whether it answers within a second. */
    public boolean answers() {
        try (Connection connection = openForReading()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A connection of its own, set up for the ledger's statements. */
    Connection openForLane() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("currentSchema", address.schema());
        properties.setProperty("ApplicationName", "florin lane");
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(READ_TIMEOUT_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(address.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LANE_SETTINGS);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public void close() {
        working.close();
        reading.close();
    }
}
