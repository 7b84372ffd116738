package dev.florin.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Loads of calls on one target. Thread-safe. */
final class CallRounds {
    private static final double NANOS_PER_SECOND = 1e9;

    private CallRounds() {}

    /**
     * What a round of calls came to.
     *
     * @param wholes how long answers took
     * @param firsts how long their first bytes did
     */
    record Round(Latencies wholes, Latencies firsts, double callsPerSecond) {}

    /**
     * Calls for so long.
     *
     * @param targets whom each connection calls
     * @param perSecond calls of all connections together; 0 = as many as they can
     */
    static Round run(
            IntFunction<CallConnection.Target> targets,
            int connections,
            boolean stream,
            Duration duration,
            double perSecond) {
        Latencies wholes = new Latencies();
        Latencies firsts = new Latencies();
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        long pause = perSecond == 0 ? 0 : (long) (connections * NANOS_PER_SECOND / perSecond);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                int number = i;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            long next = began + pause * number / connections;
                            try (CallConnection connection = new CallConnection(targets.apply(number))) {
                                while (System.nanoTime() < end) {
                                    LockSupport.parkNanos(next - System.nanoTime());
                                    CallConnection.Took took = connection.call(stream);
                                    wholes.add(took.wholeNanos());
                                    firsts.add(took.firstNanos());
                                    next += pause;
                                }
                            } catch (IOException e) {
                                throw new BenchFault("a call failed: " + e.getMessage());
                            }
                        },
                        threads));
            }
            all.forEach(CompletableFuture::join);
        }
        return new Round(wholes, firsts, wholes.count() * NANOS_PER_SECOND / (System.nanoTime() - began));
    }
}
