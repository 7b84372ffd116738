package dev.florin.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Reads a {@link Backup} into a schema that holds nothing yet.
 *
 * <p>The tables are made by the migrations up to the backup's own version; the rows come in one transaction, which also
 * proves them; then come the migrations that are newer than the backup. What fails before that transaction ends leaves
 * empty tables behind, and the same command can simply be given again.
 */
public final class Restore {
    /** What must be true of the rows before they are committed; throws where it is not. */
    public interface Proof {
        /** Looks at the schema by a connection whose search path is set to it and whose transaction is open. */
        void holds(Connection connection) throws SQLException;
    }

    private final Database.Address address;
    private final Proof proof;
    private final Consumer<String> progress;

    /** Tells {@code progress} a line a table. */
    public Restore(Database.Address address, Proof proof, Consumer<String> progress) {
        this.address = address;
        this.proof = proof;
        this.progress = progress;
    }

    /** Reads from {@code folder}; answers how many rows there are. */
    public long read(Path folder) {
        BackupManifest manifest = BackupManifest.read(folder);
        manifest.requireUnchangedFiles(folder);
        try (Connection connection = Backup.connect(address);
                Database database = new Database(address)) {
            SchemaTables schema = new SchemaTables(connection, address.schema());
            requireEmpty(connection, schema);
            requireVersion(schema.version(), manifest);
            database.migrateTo(manifest.schemaVersion());
            load(connection, schema, manifest, folder);
            database.migrate();
            analyze(connection, schema);
        } catch (IOException fault) {
            throw new BackupFault("Cannot read " + folder + ": " + fault, fault);
        } catch (SQLException fault) {
            throw new StorageFault(fault);
        }
        return manifest.tables().stream()
                .mapToLong(BackupManifest.SavedTable::rows)
                .sum();
    }

    private static void requireVersion(String found, BackupManifest manifest) {
        if (!found.isEmpty() && !found.equals(manifest.schemaVersion())) {
            throw new BackupFault("The tables here are of version " + found + " and the backup is of version "
                    + manifest.schemaVersion() + ": drop the empty schema, or choose another FLORIN_DATABASE_SCHEMA");
        }
    }

    private void requireEmpty(Connection connection, SchemaTables schema) throws SQLException {
        for (SchemaTables.Table table : schema.inOrderOfReferences()) {
            String question = "SELECT EXISTS (SELECT FROM " + schema.qualified(table.name()) + ")";
            if (!table.filledByMigration()
                    && Database.all(connection, question, row -> row.getBoolean(1))
                            .getFirst()) {
                throw new BackupFault("The schema " + address.schema() + " is not empty: " + table.name()
                        + " has rows. A backup is restored into an empty database (an empty FLORIN_DATA, or another"
                        + " FLORIN_DATABASE_SCHEMA). Nothing was changed.");
            }
        }
    }

    private void load(Connection connection, SchemaTables schema, BackupManifest manifest, Path folder)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        connection.setSchema(address.schema());
        try {
            List<SchemaTables.Table> tables = schema.inOrderOfReferences();
            requireSameTables(tables, manifest);
            lock(connection, schema, tables);
            requireEmpty(connection, schema);
            empty(connection, schema, tables);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (BackupManifest.SavedTable table : manifest.tables()) {
                load(schema, table, copy, folder);
                progress.accept("%s: %,d rows".formatted(table.name(), table.rows()));
            }
            for (BackupManifest.SavedSequence sequence : manifest.sequences()) {
                set(connection, schema, sequence);
            }
            proof.holds(connection);
            connection.commit();
        } catch (SQLException | IOException | RuntimeException fault) {
            connection.rollback();
            throw fault;
        }
        connection.setAutoCommit(true);
    }

    private static void requireSameTables(List<SchemaTables.Table> tables, BackupManifest manifest) {
        Set<String> ours = tables.stream().map(SchemaTables.Table::name).collect(Collectors.toSet());
        Set<String> theirs =
                manifest.tables().stream().map(BackupManifest.SavedTable::name).collect(Collectors.toSet());
        if (!ours.equals(theirs)) {
            throw new BackupFault("The backup holds the tables " + theirs + ", and this version "
                    + manifest.schemaVersion() + " of the schema has " + ours);
        }
    }

    /** Nobody may begin to serve what is half there. In the order of names, as every session that locks several does. */
    private static void lock(Connection connection, SchemaTables schema, List<SchemaTables.Table> tables)
            throws SQLException {
        execute(
                connection,
                "LOCK TABLE "
                        + tables.stream()
                                .map(table -> schema.qualified(table.name()))
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + " IN ACCESS EXCLUSIVE MODE");
    }

    /** The rows that the migrations put there; those of the backup take their place. */
    private static void empty(Connection connection, SchemaTables schema, List<SchemaTables.Table> tables)
            throws SQLException {
        for (SchemaTables.Table table : tables) {
            if (table.filledByMigration()) {
                execute(connection, "DELETE FROM " + schema.qualified(table.name()));
            }
        }
    }

    private static void load(SchemaTables schema, BackupManifest.SavedTable table, CopyManager copy, Path folder)
            throws SQLException, IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(table.file()))) {
            long rows = copy.copyIn(
                    "COPY %s (%s) FROM STDIN (FORMAT csv, HEADER MATCH, ENCODING 'UTF8')"
                            .formatted(schema.qualified(table.name()), Backup.columns(table.columns())),
                    in);
            if (rows != table.rows()) {
                throw new BackupFault(table.name() + " has " + rows + " rows and its manifest says " + table.rows());
            }
        }
    }

    private static final String SET_SEQUENCE = "SELECT setval(?::regclass, ?, ?)";

    private static void set(Connection connection, SchemaTables schema, BackupManifest.SavedSequence sequence)
            throws SQLException {
        Database.all(
                connection,
                SET_SEQUENCE,
                row -> row.getLong(1),
                schema.qualified(sequence.name()),
                sequence.lastValue(),
                sequence.called());
    }

    /** Without it the first questions would be planned for empty tables. */
    private static void analyze(Connection connection, SchemaTables schema) throws SQLException {
        for (SchemaTables.Table table : schema.inOrderOfReferences()) {
            execute(connection, "ANALYZE " + schema.qualified(table.name()));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
