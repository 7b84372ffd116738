package dev.florin.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The one clock of a demo: what is added to the time of the database. It goes forward only. Every process reads it with each
 * decision, so a move is seen by all at once. Thread-safe.
 */
public final class SandboxClock {
    /** PostgreSQL writes times of five-digit years in a form that few others read. */
    public static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final Database database;

    public SandboxClock(Database database) {
        this.database = database;
    }

    /**
     * What the clock shows.
     *
     * @param now the time of the demo, in whole microseconds
     * @param offset how far it is ahead of the real time
     */
    public record Reading(Instant now, Duration offset) {}

    /** Everything that moving the clock can come to. */
    public sealed interface Move {
        record Done(Reading reading) implements Move {}

        /** It only goes forward. */
        record Backward(Reading reading) implements Move {}

        /** Beyond {@link #LATEST}. */
        record TooFar(Reading reading) implements Move {}
    }

    private static final String READ = """
            SELECT clock_timestamp() + c.offset_micros * interval '1 microsecond', c.offset_micros FROM clock c\
            """;

    public Reading read() {
        return database.first(READ, SandboxClock::reading).orElseThrow();
    }

    /** The real time, whatever the clock shows. */
    public Instant real() {
        Reading reading = read();
        return reading.now().minus(reading.offset());
    }

    private static final String NOTHING_HAPPENED = "SELECT 1 WHERE NOT EXISTS (SELECT FROM transaction_)";

    /** Sets it back to {@code at}, as long as nothing has happened; does nothing where something has. */
    public void setBack(Instant at) {
        database.change(connection -> {
            Reading before = lock(connection);
            boolean nothing = !Database.all(connection, NOTHING_HAPPENED, row -> row.getInt(1))
                    .isEmpty();
            return nothing && at.isBefore(before.now()) ? move(connection, Duration.between(before.now(), at)) : before;
        });
    }

    private static Reading reading(ResultSet row) throws SQLException {
        return new Reading(Columns.instant(row, 1), Duration.of(row.getLong(2), ChronoUnit.MICROS));
    }

    /** Moves it forward by {@code step}. */
    public Move advance(Duration step) {
        return database.change(connection -> {
            Reading before = lock(connection);
            Duration farthest = Duration.between(before.now(), LATEST);
            if (step.isNegative()) {
                return new Move.Backward(before);
            }
            if (step.compareTo(farthest) > 0) {
                return new Move.TooFar(before);
            }
            return move(connection, step);
        });
    }

    /** Moves it forward until it shows {@code at}. */
    public Move advanceTo(Instant at) {
        return database.change(connection -> {
            Reading before = lock(connection);
            if (at.isBefore(before.now())) {
                return new Move.Backward(before);
            }
            return at.isAfter(LATEST) ? new Move.TooFar(before) : move(connection, Duration.between(before.now(), at));
        });
    }

    private static final String LOCK = READ + " FOR UPDATE OF c";

    private static Reading lock(Connection connection) throws SQLException {
        return read(connection, LOCK);
    }

    private static Reading read(Connection connection, String sql) throws SQLException {
        return Database.all(connection, sql, SandboxClock::reading).getFirst();
    }

    private static final String MOVE = "UPDATE clock SET offset_micros = offset_micros + ?";

    private static Move move(Connection connection, Duration step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setLong(1, step.dividedBy(ChronoUnit.MICROS.getDuration()));
            statement.execute();
        }
        return new Move.Done(read(connection, READ));
    }
}
