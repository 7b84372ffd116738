package dev.florin.bench;

import java.util.List;

/**
 * Makes every commit that changes an account take two milliseconds more, for both ledgers alike, as on a disk or a replica that
 * is further away: a trigger that is deferred to the COMMIT sleeps there, once for each changed account, with the locks
 * still held. On one hot account that is once a commit.
 */
final class SlowCommits {
    private static final String BEGIN = """
            CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(0.002); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER slow_commit AFTER UPDATE ON account DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION slow_commit()\
            """;

    private static final String END = "DROP FUNCTION slow_commit() CASCADE";

    private static final List<String> SCHEMAS = List.of(BenchDatabase.FLORIN_SCHEMA, BenchDatabase.NAIVE_SCHEMA);

    private SlowCommits() {}

    static void during(BenchConnections database, Runnable measurement) {
        SCHEMAS.forEach(schema -> database.execute(schema, BEGIN));
        measurement.run();
        SCHEMAS.forEach(schema -> database.execute(schema, END));
    }
}
