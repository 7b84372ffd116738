package dev.florin.server.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.server.storage.Database;
import dev.florin.server.storage.TestDatabase;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DailyAnchorTest {
    @Test
    void itIsWrittenOnceADay() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:05Z"));
        try (TestDatabase test = TestDatabase.create();
                Database database =
                        new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"))) {
            database.migrate();
            DailyAnchor anchor = new DailyAnchor(database, now::get);
            assertEquals(new Job.Result(1, 0), anchor.run());
            now.set(Instant.parse("2026-03-01T23:59:59Z"));
            assertEquals(new Job.Result(0, 0), anchor.run());
            now.set(Instant.parse("2026-03-02T00:00:00Z"));
            assertEquals(new Job.Result(1, 0), anchor.run());
        }
    }
}
