package dev.florin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A line of a history and which of two processes it is asked of. What asks a ledger for something is not waited for, but at a
 * line {@code wait}.
 *
 * @param other whether it is for the second process
 */
record Step(boolean other, Line line) {
    /** Where nothing is left under way. */
    static final String WAIT = "wait";

    /** The next transaction of the first process is struck by the proxy. */
    static final String STRIKE = "strike";

    private static final String OTHER = "other ";

    /** What a history does to the world around the ledgers. */
    private static final Set<String> AROUND = Set.of(WAIT, STRIKE);

    static Step read(Line line) {
        return line.text().startsWith(OTHER)
                ? new Step(true, Line.read(line.number(), line.text().substring(OTHER.length())))
                : new Step(false, line);
    }

    static List<Step> readAll(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        Line.readAll(String.join("\n", lines)).forEach(line -> steps.add(read(line)));
        return steps;
    }

    static String toOther(String line) {
        return OTHER + line;
    }

    /** Whether it asks a ledger for something about an account. */
    boolean asks() {
        return !AROUND.contains(line.verb()) && !Scenario.WORLD.contains(line.verb());
    }
}
