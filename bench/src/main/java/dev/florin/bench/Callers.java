package dev.florin.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many callers, each of whom waits for the answer to one call before it makes the next. */
final class Callers {
    /** Calls made before the stopwatch starts, so that every caller is under way. */
    private static final Duration LEAD = Duration.ofMillis(200);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Contender contender;
    private final Spread spread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile @Nullable Latencies stopwatch;
    private volatile boolean ending;

    private Callers(Contender contender, Spread spread) {
        this.contender = contender;
        this.spread = spread;
    }

    /** Lets {@code callers} call for that long and says how it went. */
    static Measured measure(
            Contender contender, Spread spread, int callers, Duration duration, ProcessorTime processors) {
        return new Callers(contender, spread).run(callers, duration, processors);
    }

    private Measured run(int callers, Duration duration, ProcessorTime processors) {
        List<Thread> threads = new ArrayList<>(callers);
        for (int caller = 0; caller < callers; caller++) {
            SplittableRandom random = new SplittableRandom(System.nanoTime() + caller);
            threads.add(Thread.ofVirtual().start(() -> callUntilTheEnd(random)));
        }
        Pause.of(LEAD);
        Latencies latencies = new Latencies();
        long postgres = processors.ofPostgres();
        long java = ProcessorTime.ofJava();
        long began = System.nanoTime();
        stopwatch = latencies;
        Pause.of(duration);
        stopwatch = null;
        double nanos = System.nanoTime() - began;
        double javaNanos = ProcessorTime.ofJava() - java;
        double postgresNanos = processors.ofPostgres() - postgres;
        ending = true;
        threads.forEach(Callers::join);
        RuntimeException broke = failure.get();
        if (broke != null) {
            throw broke;
        }
        double calls = Math.max(1, latencies.count());
        return new Measured(
                latencies.count() / (nanos / NANOS_PER_SECOND),
                latencies.within(0.5) / NANOS_PER_MILLI,
                latencies.within(0.99) / NANOS_PER_MILLI,
                postgresNanos / NANOS_PER_MICRO / calls,
                javaNanos / NANOS_PER_MICRO / calls);
    }

    private void callUntilTheEnd(SplittableRandom random) {
        try {
            while (!ending) {
                long began = System.nanoTime();
                contender.call(spread.pick(random), random);
                Latencies running = stopwatch;
                if (running != null) {
                    running.add(System.nanoTime() - began);
                }
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            ending = true;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        }
    }
}
