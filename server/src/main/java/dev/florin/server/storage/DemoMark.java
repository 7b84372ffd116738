package dev.florin.server.storage;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tells the database of a demo from a real one, so that accounts which anybody may play with, a clock that can be moved
 * and real keys never meet. It is kept in the database itself and is there after a restart or a restore. Thread-safe.
 */
public final class DemoMark {
    /** 128 bits: nobody who did not read it from this database has it. */
    private static final int BYTES = 16;

    private final Database database;

    public DemoMark(Database database) {
        this.database = database;
    }

    private static final String READ = "SELECT demo FROM installation WHERE demo IS NOT NULL";

    /** The mark; absent where the database is no demo's. */
    public Optional<String> read() {
        return database.first(READ, row -> row.getString(1));
    }

    private static final String SET = """
            UPDATE installation SET demo = ?
             WHERE demo IS NULL AND NOT EXISTS (SELECT FROM customer) AND NOT EXISTS (SELECT FROM transaction_)
            RETURNING demo\
            """;

    /**
     * The mark, made now if nothing has happened in this database yet; absent where something real has, which must not
     * become a demo.
     */
    public Optional<String> readOrSet(RandomGenerator random) {
        Optional<String> there = read();
        if (there.isPresent()) {
            return there;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String mark = HexFormat.of().formatHex(bytes);
        database.change(connection -> Database.all(connection, SET, row -> row.getString(1), mark));
        // Another process may have been quicker: what stands there counts.
        return read();
    }
}
