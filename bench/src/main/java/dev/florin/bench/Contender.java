package dev.florin.bench;

import java.util.random.RandomGenerator;

/** A ledger under the stopwatch. Thread-safe. */
interface Contender {
    String name();

    /**
     * One call of a model: credit is set aside and then settled, each durably and each with its idempotency. Returns when both
     * are answered.
     *
     * @param account its place among the {@link Spread#ACCOUNTS}
     */
    void call(int account, RandomGenerator random);
}
