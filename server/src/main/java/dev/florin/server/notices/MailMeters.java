package dev.florin.server.notices;

import dev.florin.server.storage.Mails;
import dev.florin.server.storage.StorageFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted about mails. Thread-safe. */
public final class MailMeters {
    private final Counter sent;
    private final Counter failed;
    private final Counter dead;

    public MailMeters(MeterRegistry registry, Mails mails) {
        this.sent = Counter.builder("florin.mails.sent")
                .description("E-mails that the mail server has taken")
                .register(registry);
        this.failed = Counter.builder("florin.mails.failed")
                .description("Attempts to send an e-mail that failed and are repeated")
                .register(registry);
        this.dead = Counter.builder("florin.mails.dead")
                .description("E-mails that were given up")
                .register(registry);
        Gauge.builder("florin.mails.waiting", () -> waiting(mails))
                .description("E-mails that are not sent yet")
                .strongReference(true)
                .register(registry);
    }

    private static double waiting(Mails mails) {
        try {
            return mails.waiting();
        } catch (StorageFault fault) {
            return Double.NaN; // a look at the metrics fails for no reason of its own
        }
    }

    void count(Mails.Result result) {
        switch (result) {
            case Mails.Result.Sent _ -> sent.increment();
            case Mails.Result.Failed _ -> failed.increment();
            case Mails.Result.Dead _ -> dead.increment();
            case Mails.Result.Dropped _ -> {
                // Nobody misses it.
            }
        }
    }
}
