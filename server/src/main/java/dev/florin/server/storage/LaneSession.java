package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lane's connection with its prepared statements, and what it remembers.
 *
 * <p>A batch is decided in one of two ways:
 *
 * <ul>
 *   <li><b>Under locks</b>: accounts are locked and loaded, commands decided, changes saved and committed. Right for every
 *       command, in two round trips.
 *   <li><b>From memory</b>: where every account was saved by this connection before, commands are decided on what it remembers, at
 *       the time that its clock shows, and saved in one round trip that is a transaction of its own. The statement itself
 *       asks whether the versions of the accounts, the time and the price list still are those that were decided on, and
 *       saves nothing where one is not. Only what takes effect is answered from memory: whatever would be refused, repeated or
 *       looked up is decided under locks.
 * </ul>
 *
 * <p>Where another process works on the same accounts, memory misses; after a miss some batches are decided under locks
 * before the next attempt, each time twice as many. Not thread-safe.
 */
final class LaneSession implements AutoCloseable {
    /** A lane whose memory never holds loses a quarter of a percent by trying. */
    private static final int MOST_BETWEEN_ATTEMPTS = 256;

    private final Connection connection;
    private final BatchLoad load;
    private final BatchSave save;
    private final RareChanges rare;
    private final PriceCatalog prices;
    private final LaneMeter meter;
    private final RememberedAccounts memory = new RememberedAccounts();
    private final RunningClock clock = new RunningClock();
    private int betweenAttempts;
    private int untilAttempt;

    LaneSession(Database database, PriceCatalog prices, LaneMeter meter) throws SQLException {
        this.connection = database.openForLane();
        this.prices = prices;
        this.meter = meter;
        try {
            load = new BatchLoad(connection);
            save = new BatchSave(connection);
            rare = new RareChanges(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Decides and commits; answers those that must be asked in the next batch. Nobody is answered here. */
    Batch run(List<Pending<?>> pending) throws SQLException {
        Optional<Batch> done = untilAttempt > 0 ? Optional.empty() : fromMemory(pending);
        if (done.isPresent()) {
            return done.get();
        }
        untilAttempt = Math.max(0, untilAttempt - 1);
        return underLocks(pending);
    }

    private Batch underLocks(List<Pending<?>> pending) throws SQLException {
        List<Command<?>> commands = new ArrayList<>(pending.size());
        pending.forEach(each -> commands.add(each.command()));
        long asked = System.nanoTime();
        BatchLoad.Batch loaded = load.run(commands);
        clock.set(asked, loaded.now());
        loaded.accounts().values().forEach(this::addRemembered);
        PriceList list = prices.list(connection, loaded.priceList());
        Batch batch = new Batch(loaded, list, account -> new LockedRecords(connection, account));
        pending.forEach(batch::decide);
        tellDecided(batch, loaded, false);
        List<AccountChanges> changes = batch.changes();
        if (changes.isEmpty()) {
            rollBack();
        } else {
            rare.save(changes, loaded.accounts());
            save.run(changes, loaded.accounts());
        }
        meter.saved();
        loaded.accounts().values().forEach(memory::put);
        for (AccountChanges each : changes) {
            if (RareChanges.areIn(each)) {
                memory.forget(each.after().number());
            }
        }
        return batch;
    }

    private void addRemembered(LoadedAccount loaded) {
        LoadedAccount remembered = memory.get(loaded.account().number());
        if (remembered != null) {
            loaded.inherit(remembered);
        }
    }

    /** Absent where it cannot be, or where memory was wrong: then nothing has happened. */
    private Optional<Batch> fromMemory(List<Pending<?>> pending) throws SQLException {
        Optional<Instant> now = clock.now();
        PriceList list = prices.known();
        Optional<Map<AccountNumber, LoadedAccount>> accounts = now.flatMap(at -> memory.of(pending, at));
        if (accounts.isEmpty()) {
            return Optional.empty();
        }
        BatchLoad.Batch loaded = new BatchLoad.Batch(accounts.get(), now.get(), list.number());
        Batch batch = decidedFromMemory(pending, loaded, list);
        List<AccountChanges> changes = batch == null ? List.of() : batch.changes();
        if (batch == null || changes.isEmpty() || changes.stream().anyMatch(RareChanges::areIn)) {
            pending.forEach(Pending::undecided);
            return Optional.empty();
        }
        tellDecided(batch, loaded, true);
        try {
            long asked = System.nanoTime();
            clock.set(asked, save.runAlone(changes, loaded));
        } catch (SQLException e) {
            if (StorageFault.mayPass(e)) {
                throw e; // it may be saved: the batch is asked again, and so finds out
            }
            missed(pending);
            return Optional.empty();
        }
        meter.saved();
        loaded.accounts().values().forEach(memory::put);
        betweenAttempts /= 2;
        return Optional.of(batch);
    }

    private static @Nullable Batch decidedFromMemory(List<Pending<?>> pending, BatchLoad.Batch loaded, PriceList list) {
        List<RememberedRecords> asked = new ArrayList<>(pending.size());
        Batch batch = new Batch(loaded, list, account -> {
            RememberedRecords records = new RememberedRecords(account);
            asked.add(records);
            return records;
        });
        for (Pending<?> each : pending) {
            batch.decide(each);
            if (!(each.decided() instanceof Outcome.Done<?>)) {
                return null;
            }
        }
        return asked.stream().noneMatch(RememberedRecords::wentBeyond) ? batch : null;
    }

    private void missed(List<Pending<?>> pending) {
        meter.missed();
        for (Pending<?> each : pending) {
            each.undecided();
            memory.forget(each.command().account());
        }
        betweenAttempts = Math.min(MOST_BETWEEN_ATTEMPTS, 2 * betweenAttempts + 1);
        untilAttempt = betweenAttempts;
    }

    private void tellDecided(Batch batch, BatchLoad.Batch loaded, boolean remembered) {
        for (Pending<?> each : batch.decided()) {
            LoadedAccount account = loaded.accounts().get(each.command().account());
            long version = account == null ? -1 : account.version();
            meter.decided(each.command(), new LaneMeter.Basis(loaded.now(), loaded.priceList(), version, remembered));
        }
    }

    /** Ends whatever transaction is open, changing nothing. */
    void rollBack() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
