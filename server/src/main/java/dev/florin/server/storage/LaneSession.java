package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One worker's connection with its prepared statements, and what the lanes remember.
 *
 * <p>Commands are decided in one of two ways, a batch of both kinds one part after the other:
 *
 * <ul>
 *   <li><b>Under locks</b>: accounts are locked and loaded, commands decided, changes saved and committed. Right for every
 *       command, in two round trips.
 *   <li><b>From memory</b>: where an account was saved by this process before, its commands are decided on what it remembers, at
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
    /** A lane whose memory never holds loses half a percent by trying. */
    private static final int MOST_BETWEEN_ATTEMPTS = 256;

    private final Connection connection;
    private final BatchLoad load;
    private final BatchSave save;
    private final RareChanges rare;
    private final PriceCatalog prices;
    private final LaneMeter meter;
    private final Touched touched;
    private final RememberedAccounts memory;
    private final RunningClock clock = new RunningClock();
    private int betweenAttempts;
    private int untilAttempt;

    LaneSession(Database database, PriceCatalog prices, LaneMeter meter, RememberedAccounts memory, Touched touched)
            throws SQLException {
        this.connection = database.openForLane();
        this.prices = prices;
        this.meter = meter;
        this.touched = touched;
        this.memory = memory;
        try {
            load = new BatchLoad(connection);
            save = new BatchSave(connection);
            rare = new RareChanges(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Decides those that memory suffices for, and commits; answers them. Nobody is answered here. */
    List<Pending<?>> fromMemory(List<Pending<?>> pending) throws SQLException {
        if (untilAttempt > 0) {
            untilAttempt--;
            return List.of();
        }
        Optional<Instant> now = clock.now();
        if (now.isEmpty()) {
            return List.of();
        }
        PriceList list = prices.known();
        Map<AccountNumber, LoadedAccount> accounts = memory.sufficingFor(pending, now.get());
        List<Pending<?>> fitting = pending.stream()
                .filter(each -> accounts.containsKey(each.command().account()))
                .<Pending<?>>map(each -> each)
                .toList();
        // For few of many a transaction of their own costs more than it spares.
        return fitting.isEmpty() || 2 * fitting.size() < pending.size()
                ? List.of()
                : fromMemory(fitting, new BatchLoad.Batch(accounts, now.get(), list.number()), list);
    }

    private List<Pending<?>> fromMemory(List<Pending<?>> fitting, BatchLoad.Batch remembered, PriceList list)
            throws SQLException {
        List<RememberedRecords> asked = new ArrayList<>(fitting.size());
        Batch batch = new Batch(remembered, list, account -> {
            RememberedRecords records = new RememberedRecords(account);
            asked.add(records);
            return records;
        });
        fitting.forEach(batch::decide);
        Set<AccountNumber> unfit = new HashSet<>();
        for (Pending<?> each : fitting) {
            if (!(each.decided() instanceof Outcome.Done<?>)) {
                unfit.add(each.command().account());
            }
        }
        asked.stream().filter(RememberedRecords::wentBeyond).forEach(each -> unfit.add(each.account()));
        List<AccountChanges> changes = new ArrayList<>();
        for (AccountChanges each : batch.changes()) {
            AccountNumber account = each.after().number();
            if (RareChanges.areIn(each)) {
                unfit.add(account);
            } else if (!unfit.contains(account)) {
                changes.add(each);
            }
        }
        List<Pending<?>> saving = new ArrayList<>(fitting.size());
        for (Pending<?> each : fitting) {
            if (unfit.contains(each.command().account())) {
                each.undecided();
            } else {
                saving.add(each);
            }
        }
        return saving.isEmpty() || !saved(saving, changes, remembered) ? List.of() : saving;
    }

    /** False where memory was wrong: then nothing has happened. */
    private boolean saved(List<Pending<?>> saving, List<AccountChanges> changes, BatchLoad.Batch remembered)
            throws SQLException {
        tellDecided(saving, remembered, true);
        try {
            long asked = System.nanoTime();
            clock.set(asked, save.runAlone(changes, remembered));
        } catch (SQLException e) {
            if (StorageFault.mayPass(e)) {
                throw e; // it may be saved: the batch is asked again, and so finds out
            }
            missed(saving);
            return false;
        }
        meter.saved();
        touched.saved(changes);
        for (AccountChanges each : changes) {
            memory.put(Check.present(remembered.accounts().get(each.after().number()), "a saved account"));
        }
        betweenAttempts /= 2;
        return true;
    }

    /** Decides and commits; answers also those that must be asked in the next batch. Nobody is answered here. */
    Batch underLocks(List<Pending<?>> pending) throws SQLException {
        List<Command<?>> commands = new ArrayList<>(pending.size());
        pending.forEach(each -> commands.add(each.command()));
        long asked = System.nanoTime();
        BatchLoad.Batch loaded = load.run(commands);
        clock.set(asked, loaded.now());
        loaded.accounts().values().forEach(this::addRemembered);
        PriceList list = prices.list(connection, loaded.priceList());
        Batch batch = new Batch(loaded, list, account -> new LockedRecords(connection, account));
        pending.forEach(batch::decide);
        tellDecided(batch.decided(), loaded, false);
        List<AccountChanges> changes = batch.changes();
        if (changes.isEmpty()) {
            rollBack();
        } else {
            rare.save(changes, loaded.accounts());
            save.run(changes, loaded.accounts());
        }
        meter.saved();
        touched.saved(changes);
        batch.decided().forEach(this::tellRefused);
        loaded.accounts().values().forEach(memory::put);
        for (AccountChanges each : changes) {
            if (RareChanges.areIn(each)) {
                memory.forget(each.after().number());
            }
        }
        return batch;
    }

    private void tellRefused(Pending<?> each) {
        touched.decided(each.command(), each.decided());
        if (each.decided() instanceof Outcome.Refused<?>(Refusal.TooMuchCarried why)) {
            meter.tooMuchCarried(each.command().account(), why);
        }
    }

    private void addRemembered(LoadedAccount loaded) {
        LoadedAccount remembered = memory.get(loaded.account().number());
        if (remembered != null) {
            loaded.inherit(remembered);
        }
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

    private void tellDecided(List<Pending<?>> decided, BatchLoad.Batch loaded, boolean remembered) {
        for (Pending<?> each : decided) {
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
