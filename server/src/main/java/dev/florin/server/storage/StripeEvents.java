package dev.florin.server.storage;

import dev.florin.core.accounts.Digest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of Stripe, each once, from their arrival to their end; and the locks that keep the work on one object in order. Thread-safe. */
public final class StripeEvents {
    private final Database database;

    public StripeEvents(Database database) {
        this.database = database;
    }

    /**
     * What an event is about.
     *
     * @param bodyHash SHA-256 of the body as it came; absent where it was found in a list
     * @param attempts how often it was worked on
     */
    public record Event(
            String id,
            String type,
            String object,
            @Nullable String apiVersion,
            @Nullable Digest bodyHash,
            int attempts) {}

    private static final String NOW =
            "(SELECT clock_timestamp() + k.offset_micros * interval '1 microsecond' FROM clock k)";

    private static final String ADD = """
            INSERT INTO stripe_event (event_id, type, object_id, api_version, body_hash, state, next_at, reason, by_sweep,
                                      received_at)
            VALUES (?, ?, ?, ?, ?, ?, %1$s, ?, ?, %1$s) ON CONFLICT ON CONSTRAINT stripe_event_pk DO NOTHING\
            """.formatted(NOW);

    /** Takes an event in to be worked on; false where it is known. */
    public boolean add(Event event, boolean bySweep) {
        return insert(event, "received", null, bySweep);
    }

    /** Notes an event that is not for us. */
    public boolean ignore(Event event, String reason) {
        return insert(event, "ignored", reason, false);
    }

    private boolean insert(Event event, String state, @Nullable String reason, boolean bySweep) {
        return database.change(connection -> Database.update(
                        connection,
                        ADD,
                        event.id,
                        event.type,
                        event.object,
                        event.apiVersion,
                        event.bodyHash == null ? null : event.bodyHash.bytes(),
                        state,
                        reason,
                        bySweep))
                == 1;
    }

    private static final String WAITING = """
            SELECT e.event_id, e.type, e.object_id, e.api_version, e.body_hash, e.attempts
              FROM stripe_event e WHERE e.state = 'received' AND (? OR e.next_at <= %s)
             ORDER BY e.next_at, e.received_at LIMIT ?\
            """.formatted(NOW);

    /** Those to be worked on, the longest waiting first; with {@code backingOff} also those whose time has not come. */
    public List<Event> waiting(boolean backingOff, int limit) {
        return database.all(WAITING, StripeEvents::event, backingOff, limit);
    }

    private static Event event(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes(5);
        return new Event(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                hash == null ? null : Digest.of(hash),
                row.getInt(6));
    }

    private static final String END =
            "UPDATE stripe_event SET state = ?, reason = ?, attempts = attempts + 1 WHERE event_id = ?";

    public void done(String event) {
        end(event, "done", null);
    }

    /** Given up: somebody has to look. */
    public void dead(String event, String reason) {
        end(event, "dead", reason);
    }

    private void end(String event, String state, @Nullable String reason) {
        database.change(connection -> Database.update(connection, END, state, reason, event));
    }

    private static final String LATER = """
            UPDATE stripe_event SET attempts = attempts + 1, reason = ?, next_at = %s + ? * interval '1 millisecond'
             WHERE event_id = ? AND state = 'received'\
            """.formatted(NOW);

    /** It failed, and is tried again after a pause. */
    public void later(String event, String reason, Duration pause) {
        database.change(connection -> Database.update(connection, LATER, reason, pause.toMillis(), event));
    }

    private static final String REPLAY = """
            UPDATE stripe_event SET state = 'received', attempts = 0, next_at = %s WHERE state = 'dead' AND (event_id = ? OR ?::text IS NULL)\
            """.formatted(NOW);

    /** Works again on an event that was given up, or on all of them; answers how many. */
    public int replay(@Nullable String event) {
        return database.change(connection -> Database.update(connection, REPLAY, event, event));
    }

    /**
     * How the work on events stands.
     *
     * @param oldestSeconds how long the oldest has waited
     * @param foundBySweep how many were found in Stripe's list that had not been delivered
     */
    public record Standing(long waiting, long oldestSeconds, long dead, long foundBySweep) {}

    private static final String STANDING = """
            SELECT count(*) FILTER (WHERE state = 'received'),
                   coalesce(extract(epoch FROM %s - min(received_at) FILTER (WHERE state = 'received')), 0)::bigint,
                   count(*) FILTER (WHERE state = 'dead'), count(*) FILTER (WHERE by_sweep)
              FROM stripe_event\
            """.formatted(NOW);

    public Standing standing() {
        return database.first(
                        STANDING, row -> new Standing(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .orElseThrow();
    }

    public Optional<Instant> sweptUntil() {
        return database.first(
                "SELECT s.until FROM stripe_sweep s WHERE s.until IS NOT NULL", row -> Columns.instant(row, 1));
    }

    public void sweptUntil(Instant until) {
        database.change(connection ->
                Database.update(connection, "UPDATE stripe_sweep SET until = ?", LockedRecords.utc(until)));
    }

    /** When the last whole comparison with Stripe began. */
    public Optional<Instant> auditedUntil() {
        return database.first(
                "SELECT s.audited_until FROM stripe_sweep s WHERE s.audited_until IS NOT NULL",
                row -> Columns.instant(row, 1));
    }

    public void auditedUntil(Instant until) {
        database.change(connection ->
                Database.update(connection, "UPDATE stripe_sweep SET audited_until = ?", LockedRecords.utc(until)));
    }

    /** Work on one object of Stripe's. */
    public interface Work {
        void run();
    }

    private static final String WAIT = "SELECT pg_advisory_lock(hashtextextended(?, 0))";

    /** The same, but waits for whoever is at it: twenty seconds at most, which is a {@link StorageFault}. */
    public void inTurn(String object, Work work) {
        try (Connection connection = database.openForWork()) {
            Database.all(connection, "SELECT set_config('lock_timeout', '20s', false)", row -> 1);
            Database.all(connection, WAIT, row -> 1, object);
            try {
                work.run();
            } finally {
                Database.all(connection, UNLOCK, row -> row.getBoolean(1), object);
            }
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(?, 0))";

    /**
     * Works on an object of Stripe's while nobody else does, in whatever process; false, and nothing done, where somebody does.
     * Looks at an object and acts on what it saw belong together: an older look must not act after a newer one.
     */
    public boolean alone(String object, Work work) {
        try (Connection connection = database.openForWork()) {
            if (!Database.all(connection, LOCK, row -> row.getBoolean(1), object)
                    .getFirst()) {
                return false;
            }
            try {
                work.run();
            } finally {
                Database.all(connection, UNLOCK, row -> row.getBoolean(1), object);
            }
            return true;
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }
}
