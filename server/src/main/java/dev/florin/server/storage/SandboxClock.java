package dev.florin.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The clock of a demo: the database's time and an offset that every process adds to it. It only goes forward once anything has
 * happened. Thread-safe.
 */
public final class SandboxClock {
    private final Database database;

    public SandboxClock(Database database) {
        this.database = database;
    }

    /**
     * What the clock shows.
     *
     * @param now the time
     * @param offset how far it is ahead of the real time
     */
    public record Reading(Instant now, Duration offset) {}

    private static final String READ = """
            SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond', c.offset_micros FROM clock c\
            """;

    public Reading read() {
        return database.first(
                        READ,
                        row -> new Reading(Columns.instant(row, 1), Duration.of(row.getLong(2), ChronoUnit.MICROS)))
                .orElseThrow();
    }

    /** The real time, whatever the clock shows. */
    public Instant real() {
        Reading reading = read();
        return reading.now().minus(reading.offset());
    }

    private static final String ADVANCE_BY = """
            UPDATE clock SET offset_micros = offset_micros + ?
            RETURNING clock_timestamp() + offset_micros * interval '1 microsecond', offset_micros\
            """;

    /** Moves it forward by a time that is not negative. */
    public Reading advance(Duration by) {
        return move(ADVANCE_BY, by.dividedBy(ChronoUnit.MICROS.getDuration())).orElseThrow();
    }

    private static final String ADVANCE_TO = """
            UPDATE clock SET offset_micros = (extract(epoch FROM ?::timestamptz - clock_timestamp()) * 1000000)::bigint
             WHERE clock_timestamp() + offset_micros * interval '1 microsecond' <= ?::timestamptz
            RETURNING clock_timestamp() + offset_micros * interval '1 microsecond', offset_micros\
            """;

    /** Moves it forward to a time; empty, and nothing moved, where that is past. */
    public Optional<Reading> advanceTo(Instant to) {
        return move(ADVANCE_TO, LockedRecords.utc(to), LockedRecords.utc(to));
    }

    private static final String SET_BACK = """
            UPDATE clock SET offset_micros = (extract(epoch FROM ?::timestamptz - clock_timestamp()) * 1000000)::bigint
             WHERE NOT EXISTS (SELECT FROM transaction_)
            RETURNING clock_timestamp() + offset_micros * interval '1 microsecond', offset_micros\
            """;

    /** Sets it back, as long as nothing has happened; empty, and nothing set, where something has. */
    public Optional<Reading> setBack(Instant to) {
        return move(SET_BACK, LockedRecords.utc(to));
    }

    private Optional<Reading> move(String sql, Object... parameters) {
        return database.change(connection -> Database.all(
                        connection,
                        sql,
                        row -> new Reading(Columns.instant(row, 1), Duration.of(row.getLong(2), ChronoUnit.MICROS)),
                        parameters)
                .stream()
                .findFirst());
    }
}
