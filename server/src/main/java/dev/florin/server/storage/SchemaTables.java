package dev.florin.server.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tables and sequences of a schema as the catalog of PostgreSQL has them, whatever the migrations were. */
final class SchemaTables {
    /** Flyway's own; it belongs to the schema, not to what is in it. */
    private static final String HISTORY = "flyway_schema_history";

    /** A column that marks tables of exactly one row, which the migrations themselves put there. */
    private static final String ONE_ROW = "only_row";

    private final Connection connection;
    private final String schema;

    SchemaTables(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /**
     * A table and its columns, without those that PostgreSQL computes.
     *
     * @param filledByMigration whether its row comes with the schema
     */
    record Table(String name, List<String> columns, boolean filledByMigration) {}

    private static final String TABLES = """
            SELECT c.relname, a.attname
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ?
             ORDER BY c.relname, a.attnum\
            """;

    private static final String REFERENCES = """
            SELECT DISTINCT c.relname, r.relname
              FROM pg_constraint k
              JOIN pg_class c ON c.oid = k.conrelid
              JOIN pg_class r ON r.oid = k.confrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE k.contype = 'f' AND n.nspname = ? AND k.conrelid <> k.confrelid
             ORDER BY 1, 2\
            """;

    private record Pair(String first, String second) {}

    /** All of them, each after those that its foreign keys refer to. */
    List<Table> inOrderOfReferences() throws SQLException {
        List<Pair> columns = pairs(TABLES, schema, HISTORY);
        List<Pair> references = pairs(REFERENCES, schema);
        Set<String> left = new LinkedHashSet<>();
        columns.forEach(column -> left.add(column.first()));
        List<Table> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = left.stream()
                    .filter(name -> references.stream()
                            .noneMatch(
                                    reference -> reference.first().equals(name) && left.contains(reference.second())))
                    .findFirst()
                    .orElseThrow(() -> new BackupFault("The tables refer to each other in a circle: " + left));
            left.remove(next);
            List<String> names = columns.stream()
                    .filter(column -> column.first().equals(next))
                    .map(Pair::second)
                    .toList();
            ordered.add(new Table(next, names, names.contains(ONE_ROW)));
        }
        return ordered;
    }

    private static final String SEQUENCES = """
            SELECT c.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind = 'S'
             ORDER BY 1\
            """;

    List<String> sequences() throws SQLException {
        return Database.all(connection, SEQUENCES, row -> row.getString(1), schema);
    }

    private static final String HAS_HISTORY = "SELECT to_regclass(?) IS NOT NULL";

    /** The last migration; empty text where there was none. */
    String version() throws SQLException {
        String history = qualified(HISTORY);
        boolean there = Database.all(connection, HAS_HISTORY, row -> row.getBoolean(1), history)
                .getFirst();
        return there
                ? Database.all(
                                connection,
                                "SELECT version FROM " + history
                                        + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1",
                                row -> row.getString(1))
                        .stream()
                        .findFirst()
                        .orElse("")
                : "";
    }

    String qualified(String name) {
        return quoted(schema) + "." + quoted(name);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private List<Pair> pairs(String sql, Object... parameters) throws SQLException {
        return Database.all(connection, sql, row -> new Pair(row.getString(1), row.getString(2)), parameters);
    }
}
