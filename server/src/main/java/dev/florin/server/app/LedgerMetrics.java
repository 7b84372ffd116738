package dev.florin.server.app;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.storage.LaneMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the lanes do, as metrics. Thread-safe. */
final class LedgerMetrics implements LaneMeter {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerMetrics.class);

    /** Accounts whose alarm is remembered; with more, something is wrong with all of them. */
    private static final int MOST_ALARMED = 10_000;

    private final DistributionSummary size;
    private final Timer time;
    private final Counter askedAgain;
    private final Counter broke;
    private final Counter tooMuchCarried;
    private final Map<AccountNumber, Instant> alarmed = new ConcurrentHashMap<>();

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
        tooMuchCarried = Counter.builder("florin.losses.reached")
                .description("Calls refused because the operator carries too much of their account's calls today")
                .register(registry);
    }

    /** An alarm for each account and day: who floods the log learns no more from it. */
    @Override
    public void tooMuchCarried(AccountNumber account, Refusal.TooMuchCarried why) {
        tooMuchCarried.increment();
        if (alarmed.size() >= MOST_ALARMED) {
            alarmed.clear();
        }
        if (!why.resetsAt().equals(alarmed.put(account, why.resetsAt()))) {
            LOG.atError()
                    .addKeyValue("account_no", account.number())
                    .addKeyValue("carried", why.carried())
                    .addKeyValue("until", why.resetsAt())
                    .log("too_much_carried");
        }
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
