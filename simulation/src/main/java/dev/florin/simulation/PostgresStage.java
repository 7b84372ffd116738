package dev.florin.simulation;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.core.pricing.PriceList;
import dev.florin.server.jobs.Expiry;
import dev.florin.server.jobs.Job;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Prices;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A ledger on PostgreSQL, as one process has it. What it decides is written down, so that it can be compared. Thread-safe but
 * for {@link #restart}.
 */
final class PostgresStage implements Stage {
    /** More commands than any history has at once. */
    static final int QUEUE_LENGTH = 100_000;

    private final SimulatedDatabase simulated;
    private final Database database;
    private final Database forLanes;
    private final int lanes;
    private final int queueLength;
    private final Decisions decisions;
    private final Customers customers;
    private final PriceCatalog catalog = new PriceCatalog();
    private final Prices prices;
    private String scenario = "";
    private final List<Account> opened = Collections.synchronizedList(new ArrayList<>());
    private final IdentityHashMap<Command<?>, Outcome<?>> answered = new IdentityHashMap<>();
    private PostgresLedger ledger;

    /**
     * @param database its own way to {@code simulated}; closed with the stage
     * @param forLanes the way of the ledger's lanes, which may be another; closed with the stage
     */
    PostgresStage(
            SimulatedDatabase simulated,
            Database database,
            Database forLanes,
            int lanes,
            int queueLength,
            Decisions decisions) {
        this.simulated = simulated;
        this.database = database;
        this.forLanes = forLanes;
        this.lanes = lanes;
        this.queueLength = queueLength;
        this.decisions = decisions;
        this.customers = new Customers(database);
        this.prices = new Prices(database, catalog);
        this.ledger = open();
    }

    /** One as a process has it that is alone with its database. */
    static PostgresStage on(SimulatedDatabase simulated, int lanes) {
        return on(simulated, lanes, new Decisions());
    }

    /** One as one of several processes has it, whose decisions are written down together. */
    static PostgresStage on(SimulatedDatabase simulated, int lanes, Decisions decisions) {
        return new PostgresStage(simulated, simulated.open(), simulated.open(), lanes, QUEUE_LENGTH, decisions);
    }

    /** One whose lanes reach the database through {@code proxy}. */
    static PostgresStage through(FaultyProxy proxy, SimulatedDatabase simulated, int lanes, Decisions decisions) {
        return new PostgresStage(
                simulated, simulated.open(), simulated.openThrough(proxy.port()), lanes, QUEUE_LENGTH, decisions);
    }

    private PostgresLedger open() {
        return new PostgresLedger(forLanes, new PriceCatalog(), lanes, queueLength, decisions);
    }

    /** Begins another scenario: what was decided before is compared no more. Nothing may be under way. */
    void begin(String name) {
        scenario = name + "-";
        opened.clear();
        synchronized (answered) {
            answered.clear();
        }
        decisions.clear();
        if (decisions.automaticChargesStopped()) {
            stopAutomaticCharges(false);
        }
    }

    Database database() {
        return database;
    }

    /** Does what the job does every second: ends what has expired, on all accounts of the database. */
    void carryOutAllThatIsDue() {
        Job.Result result = new Expiry(ledger).run();
        Check.invariant(result.failed() == 0, "an account's expiry failed");
    }

    Decisions decisions() {
        return decisions;
    }

    /** The accounts as they were when they were opened. */
    List<Account> opened() {
        return List.copyOf(opened);
    }

    /** What callers were told so far. */
    IdentityHashMap<Command<?>, Outcome<?>> answered() {
        synchronized (answered) {
            IdentityHashMap<Command<?>, Outcome<?>> copy = new IdentityHashMap<>();
            copy.putAll(answered);
            return copy;
        }
    }

    /** The present ledger; it is written down what its callers are told. */
    @Override
    public Ledger ledger() {
        return new Ledger() {
            @Override
            public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
                return ledger.submit(command).thenApply(outcome -> {
                    synchronized (answered) {
                        answered.put(command, outcome);
                    }
                    return outcome;
                });
            }

            @Override
            public Optional<AccountSnapshot> snapshot(AccountNumber account) {
                return ledger.snapshot(account);
            }
        };
    }

    /** In what this ledger and the reference ledger differ. Nothing may be under way. */
    List<String> differences() {
        return differences(List.of(this));
    }

    /**
     * In what the ledgers of several processes on one database, which share their {@link Decisions}, differ from the reference
     * ledger, and what of the books does not hold. Nothing may be under way.
     */
    static List<String> differences(List<PostgresStage> stages) {
        List<Comparison.Kept> kept = new ArrayList<>();
        IdentityHashMap<Command<?>, Outcome<?>> answered = new IdentityHashMap<>();
        PriceList prices = stages.getFirst().prices();
        List<String> differences = new ArrayList<>();
        for (PostgresStage stage : stages) {
            answered.putAll(stage.answered());
            for (Account account : stage.opened()) {
                AccountSnapshot snapshot =
                        stage.ledger.snapshot(account.number()).orElseThrow();
                kept.add(new Comparison.Kept(account, snapshot));
                Books.broken(snapshot, prices)
                        .forEach(broken ->
                                differences.add("account " + account.number().number() + ": " + broken));
            }
        }
        differences.addAll(new Comparison(stages.getFirst().decisions, answered, prices).differences(kept));
        return differences;
    }

    @Override
    public AccountNumber open(ZoneId zone) {
        String id = UUID.randomUUID().toString();
        Customers.Customer customer = customers
                .open(new Customers.Draft(
                        id, null, null, zone, Collections.emptySortedMap(), Cast.fingerprint("open " + id)))
                .orElseThrow();
        opened.add(Account.opened(customer.account(), zone, customer.createdAt()));
        return customer.account();
    }

    @Override
    public Instant now() {
        return simulated.now();
    }

    @Override
    public void setClock(Instant to) {
        simulated.setClock(to);
    }

    @Override
    public void advance(Duration step) {
        simulated.advance(step);
    }

    @Override
    public PriceList prices() {
        return prices.standing().list();
    }

    @Override
    public PriceChange put(PriceDraft draft) {
        return prices.put(draft, "scenario");
    }

    @Override
    public boolean unput(Model model, int version) {
        return prices.delete(model, version) instanceof Prices.Deletion.Done;
    }

    @Override
    public Model model(String name) {
        return new Model(scenario + name);
    }

    /** Nothing may be under way: it would not be known whether it was decided before or after. */
    @Override
    public void stopAutomaticCharges(boolean stopped) {
        simulated.stopAutomaticCharges(stopped);
        decisions.automaticChargesStopped(stopped);
    }

    @Override
    public void restart() {
        ledger.close();
        ledger = open();
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
        forLanes.close();
    }
}
