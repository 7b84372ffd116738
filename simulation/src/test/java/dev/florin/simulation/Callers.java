package dev.florin.simulation;

import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Many callers at once. */
final class Callers {
    private Callers() {}

    /** Runs everything at the same moment, each on a thread of its own, and answers what it came to, in order. */
    static <T> List<T> together(List<? extends Supplier<T>> calls) {
        CountDownLatch ready = new CountDownLatch(calls.size());
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Supplier<T> call : calls) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return call.get();
                }));
            }
            ready.await();
            go.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line as a client asks it. */
    static Answer ask(PostgresStage stage, Asks.Ask ask) {
        return Answer.of(submit(stage, ask).join());
    }

    static CompletableFuture<? extends Outcome<?>> submit(PostgresStage stage, Asks.Ask ask) {
        return stage.ledger().submit(ask.command());
    }

    /** As a client asks that is patient: where the world failed, again with the same key. */
    static Answer askUntilAnswered(PostgresStage stage, Supplier<Asks.Ask> ask) {
        while (true) {
            try {
                return ask(stage, ask.get());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof LedgerFault)) {
                    throw e;
                }
            }
        }
    }
}
