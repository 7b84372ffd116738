package dev.florin.simulation;

import java.time.Duration;
import java.util.List;

/**
 * Makes a history that fails shorter: first its shortest failing prefix, then without the lines that do not matter. What
 * depends on timing may fail now and then only, so a history is given up as a success after a few trials. Not thread-safe.
 */
final class Shrinking {
    /** A history takes some 20 ms; more trials bring little. */
    static final int USUAL_TRIALS = 1_000;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of a history that does not fail each time. */
    private static final int TRIALS_OF_A_DOUBTFUL_ONE = 6;

    private static final int TRIALS_BEFORE = 5;

    private final Trial trial;
    private final int mostTrials;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private int trials;
    private int trialsEach = 1;

    /** Plays a history. */
    interface Trial {
        /** What is wrong afterwards; empty where nothing is. */
        List<String> differences(History history);
    }

    /**
     * What came of it.
     *
     * @param prefix the shortest that fails; all of it where it could not be made to fail again
     * @param least the prefix without the lines that do not matter
     * @param again how often, in five trials, the whole history failed again
     */
    record Shrunk(History prefix, History least, int again) {}

    Shrinking(Trial trial, int mostTrials) {
        this.trial = trial;
        this.mostTrials = mostTrials;
    }

    Shrunk shrink(History failing) {
        int again = 0;
        for (int i = 0; i < TRIALS_BEFORE; i++) {
            again += trial.differences(failing).isEmpty() ? 0 : 1;
        }
        if (again == 0) {
            return new Shrunk(failing, failing, 0);
        }
        trialsEach = again == TRIALS_BEFORE ? 1 : TRIALS_OF_A_DOUBTFUL_ONE;
        History prefix = shortestPrefix(failing);
        return new Shrunk(prefix, withoutWhatDoesNotMatter(prefix), again);
    }

    private boolean goesOn() {
        return trials < mostTrials && System.nanoTime() < deadline;
    }

    private boolean fails(History history) {
        for (int i = 0; i < trialsEach && goesOn(); i++) {
            trials++;
            if (!trial.differences(history).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** By halves, for what has gone wrong mostly stays so; whatever it finds does fail. */
    private History shortestPrefix(History failing) {
        int good = 0;
        int bad = failing.size();
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            if (fails(failing.prefix(middle))) {
                bad = middle;
            } else {
                good = middle;
            }
        }
        return failing.prefix(bad);
    }

    /** Tries to leave out halves, then quarters, … then single lines, again and again while that helps. */
    private History withoutWhatDoesNotMatter(History failing) {
        History least = failing;
        int chunk = Math.max(1, least.size() / 2);
        while (goesOn()) {
            boolean helped = false;
            for (int from = least.size(); from > 0 && goesOn(); from -= chunk) {
                History tried = least.without(Math.max(0, from - chunk), Math.min(from, least.size()));
                if (tried.size() < least.size() && fails(tried)) {
                    least = tried;
                    helped = true;
                }
            }
            if (chunk > 1) {
                chunk /= 2;
            } else if (!helped) {
                break;
            }
        }
        return least;
    }
}
