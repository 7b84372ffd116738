package dev.florin.server.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs until it is told to stop, by Ctrl-C or SIGTERM, and then closes what it has opened, the newest first: the
 * front answers what is under way, the ledger what it has taken in, then the database stops. Thread-safe.
 */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LedgerMetrics metrics = new LedgerMetrics(registry);

    Running() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::close));
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    LedgerMetrics metrics() {
        return metrics;
    }

    /** Closes {@code what} when the process ends, before everything that was opened before it. */
    synchronized void closeFirst(AutoCloseable what) {
        open.push(what);
    }

    private synchronized void close() {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) { // the others must be closed all the same
                LOG.error("did not close what={}", next.getClass().getSimpleName(), e);
            }
        }
        stopped.countDown();
    }

    /** Waits until the process is told to stop. */
    void untilStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
