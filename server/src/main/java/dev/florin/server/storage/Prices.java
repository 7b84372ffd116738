package dev.florin.server.storage;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.purchases.Announcement.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The price list as it is changed and read by people. Versions are added, never changed; only one that is not yet in force
 * can be deleted, and its row stays.
 *
 * <p>Every change locks the one row of {@code price_list}, so changes have an order, and a version's number, the list's
 * number and the time of the change are read behind that lock. Thread-safe.
 */
public final class Prices {
    private final Database database;
    private final PriceCatalog catalog;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable Long readAt;

    /** What {@link #recent} answers may be so old; what this process changes is in it at once. */
    private static final Duration RECENT = Duration.ofSeconds(1);

    public Prices(Database database, PriceCatalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /**
     * The list as it stands, and the time.
     *
     * @param now of the database, with the offset of a demo
     */
    public record Standing(PriceList list, Instant now) {
        /** What a call placed now would pay. */
        public Optional<Price> inForce(Model model) {
            return list.inForce(model, now, list.number());
        }
    }

    private static final String STANDING = """
            SELECT p.number, clock_timestamp() + c.offset_micros * interval '1 microsecond'
              FROM price_list p CROSS JOIN clock c\
            """;

    /** The newest list: what any process was answered to have put is in it. */
    public Standing standing() {
        try (Connection connection = database.openForReading()) {
            return standing(connection, STANDING);
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    /** A version by its number, also where it was deleted or has been replaced; read anew only where it is not known yet. */
    public Optional<Price> version(Model model, int version) {
        Optional<Price> known = catalog.known().version(model, version);
        return known.isPresent() ? known : standing().list().version(model, version);
    }

    /**
     * A list that lacks at most what other processes have changed in the last second: for what the ledger decides once more by
     * the newest. While one caller reads it anew, the others go on with the old.
     */
    public PriceList recent() {
        Long before = readAt;
        long now = System.nanoTime();
        if (before == null) {
            readAt = now;
            return standing().list();
        }
        if (now - before > RECENT.toNanos() && reading.compareAndSet(false, true)) {
            try {
                standing();
                readAt = now;
            } finally {
                reading.set(false);
            }
        }
        return catalog.known();
    }

    private Standing standing(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Standing(catalog.list(connection, row.getLong(1)), time(row));
        }
    }

    private static Instant time(ResultSet row) throws SQLException {
        return Columns.instant(row, 2).truncatedTo(ChronoUnit.MICROS);
    }

    private static final String LOCK = STANDING + " FOR UPDATE OF p";

    /**
     * Locks the list. The time is read anew behind the lock: the locking statement may have read it before it waited, and a
     * version must not come into force before the change that another answered first.
     */
    private Standing lock(Connection connection) throws SQLException {
        standing(connection, LOCK);
        return standing(connection, STANDING);
    }

    /** What this process has changed it knows at once. */
    private <T> T change(Database.Work<T> work) {
        T done = database.change(work);
        try {
            standing();
        } catch (StorageFault away) {
            readAt = null; // the change is done; whoever asks next reads it
        }
        return done;
    }

    /**
     * Puts a new version.
     *
     * @param source who says so, or where it was published
     */
    public PriceChange put(PriceDraft draft, String source) {
        return change(connection -> {
            Standing standing = lock(connection);
            PriceChange change = PriceChange.of(draft, standing.list(), standing.now());
            if (change instanceof PriceChange.New(Price price)) {
                add(connection, price, source, standing.now());
                count(connection, price.addedIn());
                announce(connection, price);
            }
            return change;
        });
    }

    private static final String ADD = """
            INSERT INTO price (model, version, body, effective_at, added_in, source, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)\
            """;

    private static void add(Connection connection, Price price, String source, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, price.model().name());
            statement.setInt(2, price.version());
            statement.setString(3, PriceBody.write(price));
            statement.setObject(4, LockedRecords.utc(price.effectiveAt()));
            statement.setLong(5, price.addedIn());
            statement.setString(6, source);
            statement.setObject(7, LockedRecords.utc(now));
            statement.execute();
        }
    }

    private static final String COUNT = "UPDATE price_list SET number = ?";

    private static void count(Connection connection, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setLong(1, number);
            statement.execute();
        }
    }

    private static void announce(Connection connection, Price price) throws SQLException {
        Outbox.announce(
                connection, Event.PRICE_CHANGED, price.version(), price.model().name());
    }

    /**
     * A price that Florin brings along.
     *
     * @param draft with the date from which the provider charges so, which may be past
     * @param source where it was published
     */
    public record Published(PriceDraft draft, String source) {}

    /**
     * Adds the prices of models that never had one; what an operator has put is never touched. Answers how many versions were
     * added. The order of two versions of one model is that of {@code published}.
     */
    public int addMissing(List<Published> published) {
        return change(connection -> {
            Standing before = lock(connection);
            PriceList list = before.list();
            int added = 0;
            for (Published each : published) {
                Model model = each.draft().model();
                if (before.list().nextVersion(model) == 1) {
                    Price price = each.draft().version(list.nextVersion(model), before.now(), list.number() + 1);
                    add(connection, price, each.source(), before.now());
                    list = list.with(price);
                    added++;
                }
            }
            if (added > 0) {
                count(connection, list.number());
            }
            return added;
        });
    }

    /** Everything that deleting a version can come to. */
    public sealed interface Deletion {
        /** It is gone from the list; its row stays. */
        record Done(Price price) implements Deletion {}

        /** There is no such version, or no more. */
        record NotFound() implements Deletion {}

        /** Calls may have been charged by it. */
        record InForce(Price price) implements Deletion {}
    }

    /** Deletes a version that is not yet in force. */
    public Deletion delete(Model model, int version) {
        return change(connection -> {
            Standing standing = lock(connection);
            Optional<Price> found = standing.list().version(model, version);
            if (found.isEmpty() || found.get().deletedIn() != null) {
                return new Deletion.NotFound();
            }
            Price price = found.get();
            if (!price.effectiveAt().isAfter(standing.now())) {
                return new Deletion.InForce(price);
            }
            long number = standing.list().number() + 1;
            markDeleted(connection, price, number);
            count(connection, number);
            announce(connection, price);
            return new Deletion.Done(price);
        });
    }

    private static final String MARK_DELETED = "UPDATE price SET deleted_in = ? WHERE model = ? AND version = ?";

    private static void markDeleted(Connection connection, Price price, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK_DELETED)) {
            statement.setLong(1, number);
            statement.setString(2, price.model().name());
            statement.setInt(3, price.version());
            statement.execute();
        }
    }

    /**
     * A version as it was put.
     *
     * @param source who said so, or where it was published
     * @param createdAt when it was put
     */
    public record Recorded(Price price, String source, Instant createdAt) {}

    private static final String RECORDED = "SELECT " + PriceBody.COLUMNS
            + ", p.source, p.created_at FROM price p WHERE p.model = ? ORDER BY p.version DESC";

    /** Every version of a model, deleted ones too, newest first. */
    public List<Recorded> versions(Model model) {
        return database.all(
                RECORDED,
                row -> new Recorded(PriceBody.price(row), row.getString(7), Columns.instant(row, 8)),
                model.name());
    }
}
