package dev.florin.server.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does several things at once, so that one that Stripe is slow to answer does not hold up the others. */
final class Together {
    private Together() {}

    /** What {@code work} makes of each, in their order; at most {@code workers} at once. It must not throw. */
    static <A, B> List<B> all(int workers, List<A> each, Function<A, B> work) {
        if (each.size() < 2) {
            return each.stream().map(work).toList();
        }
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Math.min(workers, each.size()), Thread.ofVirtual().factory())) {
            List<Future<B>> futures = new ArrayList<>(each.size());
            for (A one : each) {
                futures.add(pool.submit(() -> work.apply(one)));
            }
            List<B> results = new ArrayList<>(each.size());
            for (Future<B> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("one of several things broke", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the process ends", e);
        }
    }
}
