package dev.florin.simulation;

import dev.florin.server.payments.PaymentMeters;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.ProPlan;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.StripeCustomers;
import dev.florin.server.storage.StripeErrands;
import dev.florin.server.storage.StripeEvents;
import dev.florin.server.storage.SubscriptionRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The jobs of one more process on a database, run when a test wants them to. */
final class Backstage implements AutoCloseable {
    private final Database database;
    private final PostgresLedger ledger;
    private final Payments payments;

    Backstage(SimulatedDatabase simulated, Map<String, String> settings, String publicUrl) {
        database = simulated.open();
        ledger = new PostgresLedger(database, new PriceCatalog(), 1, 1_000, new LaneMeter() {});
        StripeSettings stripe = new StripeSettings(
                settings.getOrDefault("FLORIN_STRIPE_KEY", ""),
                URI.create(settings.getOrDefault("FLORIN_STRIPE_URL", "")),
                List.of(settings.getOrDefault("FLORIN_STRIPE_WEBHOOK_SECRETS", "")),
                publicUrl);
        payments = new Payments(
                stripe,
                ProPlan.usual(),
                new Payments.Storage(
                        ledger,
                        new Purchases(database),
                        new Customers(database),
                        new StripeCustomers(database),
                        new PaymentCards(database),
                        new SubscriptionRecords(database),
                        new StripeEvents(database),
                        new StripeErrands(database),
                        ObjectIds.of(database)),
                clock(simulated),
                new PaymentMeters(new SimpleMeterRegistry()),
                () -> {});
    }

    private static Clock clock(SimulatedDatabase database) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return database.now();
            }
        };
    }

    Payments payments() {
        return payments;
    }

    void run() {
        payments.reconciliation().run(true);
        payments.eventWork().run(true);
        payments.recharges().run();
        payments.eventWork().run(true);
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
    }
}
