package dev.florin.server.jobs;

import java.time.Duration;

/**
 * Work that is done again and again. Safe to run from several threads and processes at once.
 *
 * @param name by which it can be run at once
 * @param pause between the end of a run and the next
 * @param work does all that there is to do now
 * @param whenAsked the same for one who asks for it, what is backing off included
 */
public record Job(String name, Duration pause, Work work, Work whenAsked) {
    public Job(String name, Duration pause, Work work) {
        this(name, pause, work, work);
    }

    /** What a job does. */
    public interface Work {
        /** Does all that there is to do now and says how it went. */
        Result run();
    }

    /**
     * How a run went.
     *
     * @param handled how many things were done
     * @param failed how many could not be, and are tried again in the next run
     */
    public record Result(long handled, long failed) {
        public Result plus(Result other) {
            return new Result(handled + other.handled, failed + other.failed);
        }
    }
}
