package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A process of its own that runs an embedded PostgreSQL, for tests that kill it.
 *
 * <p>Prints {@code ready PID PORT} and then waits for the end of its input; told to end by a signal, it says what its
 * server still answers before it stops it.
 */
final class EmbeddedProgram {
    private EmbeddedProgram() {}

    /** In place of a data folder: one that is thrown away. */
    static final String TEMPORARY = "temporary";

    public static void main(String[] words) throws IOException {
        if (words[0].equals(TEMPORARY)) {
            TemporaryPostgres postgres = TemporaryPostgres.start();
            System.out.println("folder " + postgres.folder());
            ready(postgres.pid(), postgres.address());
            return;
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(
                Path.of(words[0]),
                notice -> System.out.println("notice " + notice),
                fault -> System.out.println("lost " + fault.toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("ending " + answer(postgres.address()));
            postgres.close();
            System.out.println("closed");
        }));
        ready(postgres.pid(), postgres.address());
    }

    private static void ready(long pid, ServerAddress address) throws IOException {
        System.out.println("ready " + pid + " " + address.port());
        while (System.in.read() >= 0) {
            // Whatever is said, only the end counts.
        }
    }

    /** What the server says to {@code SELECT current_user}, or why it says nothing. */
    static String answer(ServerAddress address) {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + address.port() + "/" + address.database(),
                        address.user(),
                        address.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException fault) {
            return fault.toString();
        }
    }
}
