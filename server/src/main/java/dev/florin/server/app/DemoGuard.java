package dev.florin.server.app;

import dev.florin.server.storage.Database;
import dev.florin.server.storage.DemoMark;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Refuses at the start, before anything is served, what must not come together: a demo's database and real keys. */
final class DemoGuard {
    private DemoGuard() {}

    /** For {@code ./florin demo}: marks an empty database, and refuses one in which something real has happened. */
    static void requireDemo(Database database) {
        if (new DemoMark(database).readOrSet(new SecureRandom()).isEmpty()) {
            throw refused("This database has accounts that no demo made: a demo does not touch it."
                    + " Give it a FLORIN_DATA, or a FLORIN_DATABASE_SCHEMA, of its own.");
        }
    }

    /** For {@code ./florin serve}: a demo's database takes test keys only, and FLORIN_DEMO fits its own database only. */
    static void requireFit(Database database, Configuration configuration) {
        Optional<String> found = new DemoMark(database).read();
        if (configuration.demo().isPresent() && !configuration.demo().equals(found)) {
            throw refused(
                    "FLORIN_DEMO is not the mark of this database: take both from the serve_env of the same demo.");
        }
        boolean real =
                configuration.operatorKey().filter(key -> !key.isForTests()).isPresent();
        if (found.isPresent() && real) {
            throw refused("This is the database of a demo, and real keys never meet one."
                    + " Give ./florin serve a FLORIN_DATA or a FLORIN_DATABASE_URL of its own.");
        }
    }

    private static ConfigurationFault refused(String why) {
        return new ConfigurationFault(List.of(why));
    }
}
