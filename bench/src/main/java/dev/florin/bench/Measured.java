package dev.florin.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one contender did in one measurement, or the medians of several.
 *
 * @param callsPerSecond calls, each a hold and its settle
 * @param medianMillis of the time from asking for a hold to the answer of its settle
 * @param p99Millis the time that 99 of 100 calls stayed within
 * @param postgresMicros processor time of PostgreSQL for each call; 0 where it cannot be seen
 * @param javaMicros processor time of this process for each call, callers included
 */
record Measured(
        double callsPerSecond, double medianMillis, double p99Millis, double postgresMicros, double javaMicros) {
    static Measured medians(List<Measured> rounds) {
        return new Measured(
                median(rounds, Measured::callsPerSecond),
                median(rounds, Measured::medianMillis),
                median(rounds, Measured::p99Millis),
                median(rounds, Measured::postgresMicros),
                median(rounds, Measured::javaMicros));
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
