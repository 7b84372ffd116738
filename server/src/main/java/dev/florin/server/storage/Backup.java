package dev.florin.server.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes everything in Florin's schema to plain files, beside running traffic: a CSV file a table and a manifest.
 *
 * <p>All tables are read in one REPEATABLE READ snapshot, so the files agree with one another as if nothing had moved.
 * It knows no table by name: a new migration is backed up without anybody thinking of it.
 */
public final class Backup {
    private final Database.Address address;
    private final Consumer<String> progress;

    /** Tells {@code progress} a line a table. */
    public Backup(Database.Address address, Consumer<String> progress) {
        this.address = address;
        this.progress = progress;
    }

    /** Writes into {@code folder}, which is new or empty; answers how many rows there are. */
    public long write(Path folder) {
        create(folder);
        try (Connection connection = connect(address)) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            BackupManifest manifest = save(connection, folder);
            connection.rollback();
            manifest.write(folder);
            return manifest.tables().stream()
                    .mapToLong(BackupManifest.SavedTable::rows)
                    .sum();
        } catch (IOException fault) {
            throw new BackupFault("Cannot write to " + folder + ": " + fault, fault);
        } catch (SQLException fault) {
            throw new StorageFault(fault);
        }
    }

    private BackupManifest save(Connection connection, Path folder) throws SQLException, IOException {
        SchemaTables schema = new SchemaTables(connection, address.schema());
        String version = schema.version();
        if (version.isEmpty()) {
            throw new BackupFault("There is no Florin in this database: it has no schema " + address.schema()
                    + " with migrations. Nothing was backed up.");
        }
        List<SchemaTables.Table> tables = schema.inOrderOfReferences();
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        List<BackupManifest.SavedTable> saved = new ArrayList<>();
        for (SchemaTables.Table table : tables) {
            BackupManifest.SavedTable file = save(schema, table, copy, folder);
            progress.accept("%s: %,d rows".formatted(table.name(), file.rows()));
            saved.add(file);
        }
        List<BackupManifest.SavedSequence> sequences = new ArrayList<>();
        for (String name : schema.sequences()) {
            sequences.add(sequence(connection, schema, name));
        }
        return new BackupManifest(
                BackupManifest.FORMAT, now(connection), version, server(connection), saved, sequences);
    }

    private static String copyOut(SchemaTables schema, SchemaTables.Table table) {
        return "COPY (SELECT %s FROM %s) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')"
                .formatted(columns(table.columns()), schema.qualified(table.name()));
    }

    private static BackupManifest.SavedTable save(
            SchemaTables schema, SchemaTables.Table table, CopyManager copy, Path folder)
            throws SQLException, IOException {
        BackupFile file = BackupFile.create(folder.resolve(table.name() + ".csv"));
        long rows;
        try (file) {
            rows = copy.copyOut(copyOut(schema, table), file);
        }
        return new BackupManifest.SavedTable(table.name(), table.columns(), rows, file.bytes(), file.hash());
    }

    private static BackupManifest.SavedSequence sequence(Connection connection, SchemaTables schema, String name)
            throws SQLException {
        return Database.all(
                        connection,
                        "SELECT last_value, is_called FROM " + schema.qualified(name),
                        row -> new BackupManifest.SavedSequence(name, row.getLong(1), row.getBoolean(2)))
                .getFirst();
    }

    private static final String NOW = "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";

    private static String now(Connection connection) throws SQLException {
        return Database.all(connection, NOW, row -> row.getString(1)).getFirst();
    }

    private static final String SERVER = "SHOW server_version";

    private static String server(Connection connection) throws SQLException {
        return Database.all(connection, SERVER, row -> row.getString(1)).getFirst();
    }

    static String columns(List<String> names) {
        return names.stream().map(SchemaTables::quoted).collect(Collectors.joining(", "));
    }

    /* The same text for the same value, whoever wrote and whoever reads it. */
    private static final String ONE_SPELLING = """
            SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC'; SET bytea_output = 'hex';
            SET extra_float_digits = 1; SET statement_timeout = 0; SET lock_timeout = '20s'\
            """;

    /** A connection that may take hours: without the time-outs of the pool. */
    static Connection connect(Database.Address address) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "florin backup");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(address.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(ONE_SPELLING);
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
        return connection;
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new BackupFault(folder + " is not empty: a backup goes into a folder of its own");
                }
            }
        } catch (FileAlreadyExistsException file) {
            throw new BackupFault(folder + " is a file: a backup goes into a folder of its own", file);
        } catch (IOException fault) {
            throw new BackupFault("Cannot create " + folder + ": " + fault, fault);
        }
    }
}
