package dev.florin.server.app;

import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.embedded.TemporaryPostgres;
import dev.florin.server.storage.Database;
import picocli.CommandLine.Command;

/**
 * A start and a stop on a database that is thrown away, for the launcher: Java keeps what it learned meanwhile (classes
 * loaded and linked, methods worth compiling) and every start after it takes half the time.
 */
@Command(name = "practise", hidden = true, description = "Starts and stops once, so that Java learns how.")
final class Practice implements Runnable {
    @Override
    public void run() {
        try (TemporaryPostgres postgres = TemporaryPostgres.start()) {
            ServerAddress at = postgres.address();
            try (Database database = new Database(new Database.Address(
                    "jdbc:postgresql://127.0.0.1:" + at.port() + "/" + at.database(),
                    at.user(),
                    at.password(),
                    "florin"))) {
                database.migrate();
            }
        }
    }
}
