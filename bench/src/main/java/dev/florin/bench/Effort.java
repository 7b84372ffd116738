package dev.florin.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much time a run takes for what it measures.
 *
 * @param rounds of each contender, in turns; the table shows their medians
 * @param round how long one is
 * @param warmUp of Florin's engine before the first round, so that Java has compiled what is measured; the naive ledger, of which
 *     there is less, takes half
 * @param httpWarmUp of the servers, likewise: there is more to compile, and the load takes a part of the processors
 * @param engine what the engine is asked to do: many callers first, who teach Java more in a second than one
 * @param slowCallers callers of the hot account with slowed commits
 * @param grown what the engine is asked once more when there are many old rows; one of {@code engine}
 * @param http what the servers are asked to do
 */
record Effort(
        int rounds,
        Duration round,
        Duration warmUp,
        Duration httpWarmUp,
        List<Load> engine,
        List<Integer> slowCallers,
        Load grown,
        List<Load> http) {
    /** Calls that arrive at once, and where. */
    record Load(Spread spread, int callers) {}

    /** What the figures to reach are about: less than two minutes in all, on two cores. */
    static final Effort QUICK = new Effort(
            3,
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            List.of(
                    new Load(Spread.UNIFORM, 1_024),
                    new Load(Spread.UNIFORM, 256),
                    new Load(Spread.ZIPF, 256),
                    new Load(Spread.HOT, 256),
                    new Load(Spread.UNIFORM, 1)),
            List.of(256),
            new Load(Spread.UNIFORM, 256),
            List.of(new Load(Spread.UNIFORM, 256), new Load(Spread.HOT, 256)));

    /** Everything, about a quarter of an hour. On two cores Java goes on compiling for a minute under load. */
    static final Effort FULL = new Effort(
            5,
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(90),
            List.of(
                    new Load(Spread.UNIFORM, 1_024),
                    new Load(Spread.UNIFORM, 256),
                    new Load(Spread.UNIFORM, 64),
                    new Load(Spread.UNIFORM, 1),
                    new Load(Spread.ZIPF, 1_024),
                    new Load(Spread.ZIPF, 256),
                    new Load(Spread.ZIPF, 64),
                    new Load(Spread.ZIPF, 1),
                    new Load(Spread.HOT, 1_024),
                    new Load(Spread.HOT, 256),
                    new Load(Spread.HOT, 64),
                    new Load(Spread.HOT, 1)),
            List.of(256, 1_024),
            new Load(Spread.UNIFORM, 256),
            List.of(
                    new Load(Spread.UNIFORM, 64),
                    new Load(Spread.UNIFORM, 256),
                    new Load(Spread.HOT, 64),
                    new Load(Spread.HOT, 256)));
}
