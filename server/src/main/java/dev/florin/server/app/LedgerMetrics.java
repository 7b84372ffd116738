package dev.florin.server.app;

import dev.florin.server.storage.LaneMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the lanes do, as metrics. Thread-safe. */
final class LedgerMetrics implements LaneMeter {
    private final DistributionSummary size;
    private final Timer time;
    private final Counter askedAgain;
    private final Counter broke;

    LedgerMetrics(MeterRegistry registry) {
        size = DistributionSummary.builder("florin.ledger.batch.size")
                .description("Commands decided in one transaction")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        time = Timer.builder("florin.ledger.batch.time")
                .description("From taking a batch to its commit")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        askedAgain = Counter.builder("florin.ledger.batches.asked.again")
                .description("Batches that the database failed and that were asked again")
                .register(registry);
        broke = Counter.builder("florin.ledger.commands.broken")
                .description("Commands that failed by a bug: each is an alarm")
                .register(registry);
    }

    @Override
    public void batch(int commands, long nanos) {
        size.record(commands);
        time.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void askedAgain() {
        askedAgain.increment();
    }

    @Override
    public void broke() {
        broke.increment();
    }
}
