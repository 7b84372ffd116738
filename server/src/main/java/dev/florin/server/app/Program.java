package dev.florin.server.app;

import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.jobs.Audit;
import dev.florin.server.jobs.DailyAnchor;
import dev.florin.server.jobs.Expiry;
import dev.florin.server.jobs.Job;
import dev.florin.server.jobs.Jobs;
import dev.florin.server.jobs.PlanEnds;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.PaymentMeters;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.ProPlan;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Prices;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.StripeCustomers;
import dev.florin.server.storage.StripeErrands;
import dev.florin.server.storage.StripeEvents;
import dev.florin.server.storage.SubscriptionRecords;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Florin without its front: the ledger on its database, the prices and the jobs. Everything that serves or fills it is given
 * one of these. Thread-safe.
 *
 * <p>It ends in the order in which commands travel: first the jobs, which ask, then the ledger, which answers what it has taken
 * in, then the database.
 */
final class Program implements AutoCloseable {
    private static final Duration LOOK_FOR_EXPIRED = Duration.ofSeconds(1);

    private static final Duration LOOK_AT_BOOKS = Duration.ofMinutes(1);

    private static final Duration LOOK_AT_THE_DAY = Duration.ofMinutes(30);

    private final Database database;
    private final PriceCatalog catalog;
    private final Prices prices;
    private final Customers customers;
    private final PostgresLedger ledger;
    private final Audit audit;
    private final Optional<Payments> payments;
    private final Jobs jobs;
    private final Gateway gateway;

    /**
     * How the ledger works.
     *
     * @param lanes threads that decide, each with a connection
     * @param queueLength commands that may wait in each
     */
    record Ledgers(int lanes, int queueLength) {
        static Ledgers of(Configuration configuration) {
            return new Ledgers(configuration.lanes(), Math.max(1, configuration.queue() / configuration.lanes()));
        }
    }

    private Program(
            Database database, Ledgers settings, LedgerMetrics metrics, Outside outside, MeterRegistry registry) {
        this.database = database;
        this.catalog = new PriceCatalog();
        this.prices = new Prices(database, catalog);
        this.customers = new Customers(database);
        this.ledger = new PostgresLedger(database, catalog, settings.lanes(), settings.queueLength(), metrics);
        // One pass over what is due ends holds and grants alike; each has its name, so that it can be asked for.
        Job.Work expiry = new Expiry(ledger);
        this.audit = new Audit(database);
        this.payments = outside.stripe().map(each -> payments(each, registry));
        List<Job> all = new ArrayList<>(List.of(
                new Job("expire_holds", LOOK_FOR_EXPIRED, expiry),
                new Job("expire_grants", LOOK_FOR_EXPIRED.multipliedBy(30), expiry),
                new Job("audit", LOOK_AT_BOOKS, audit),
                new Job("anchor", LOOK_AT_THE_DAY, new DailyAnchor(database, InstantSource.system())),
                new Job("subscriptions", LOOK_FOR_EXPIRED, new PlanEnds(ledger))));
        payments.ifPresent(each -> all.addAll(PaymentJobs.of(each)));
        all.addAll(NoticeJobs.of(database, ledger, customers, outside.mail(), registry));
        this.jobs = new Jobs(all);
        this.gateway =
                new Gateway(outside.gateway(), ledger, prices, new DatabaseClock(new SandboxClock(database)), registry);
    }

    /** How the outside world is reached. */
    record Outside(Optional<StripeSettings> stripe, GatewaySettings gateway, MailSettings mail) {
        static Outside of(Configuration configuration) {
            return new Outside(configuration.stripe(), configuration.gateway(), configuration.mail());
        }
    }

    /** Says how the outside world is reached, once the database is there to be asked. */
    interface OutsideSource {
        Outside of(Database database);
    }

    private Payments payments(StripeSettings stripe, MeterRegistry registry) {
        return new Payments(
                stripe,
                ProPlan.usual(),
                new Payments.Storage(
                        ledger,
                        new Purchases(database),
                        customers,
                        new StripeCustomers(database),
                        new PaymentCards(database),
                        new SubscriptionRecords(database),
                        new StripeEvents(database),
                        new StripeErrands(database),
                        ObjectIds.of(database)),
                new DatabaseClock(new SandboxClock(database)),
                new PaymentMeters(registry),
                () -> jobs().nudge(PaymentJobs.WEBHOOKS));
    }

    /**
     * Brings the database up to date and begins to work on it.
     *
     * @param guard looks at the database before anything is written that is not a migration, and throws if it is the wrong one
     * @param builtIn prices to add for models that have none
     */
    static Program start(
            Database.Address address,
            Consumer<Database> guard,
            Ledgers settings,
            List<Prices.Published> builtIn,
            LedgerMetrics metrics,
            OutsideSource outside,
            MeterRegistry registry) {
        Database database = new Database(address);
        try {
            database.migrate();
            guard.accept(database);
            Program program = new Program(database, settings, metrics, outside.of(database), registry);
            program.prices.addMissing(builtIn);
            return program;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    Database database() {
        return database;
    }

    Prices prices() {
        return prices;
    }

    Customers customers() {
        return customers;
    }

    PostgresLedger ledger() {
        return ledger;
    }

    Audit audit() {
        return audit;
    }

    Optional<Payments> payments() {
        return payments;
    }

    Jobs jobs() {
        return jobs;
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        jobs.close();
        gateway.close();
        ledger.close();
        database.close();
    }
}
