package dev.florin.sandbox.world;

import java.time.Instant;
import java.util.Comparator;

/**
 * Something that is to be done at a time.
 *
 * @param number the order of scheduling, which decides among those due at the same time
 * @param work what is to be done: the name of a {@link DueWork}
 * @param clock the clock that {@code at} is meant on: empty for the world's own, else the id of a test clock
 */
public record Due(Instant at, long number, String work, String id, String clock) implements Comparable<Due> {
    private static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparingLong(Due::number);

    @Override
    public int compareTo(Due other) {
        return ORDER.compare(this, other);
    }

    String key() {
        return key(work, id);
    }

    static String key(String work, String id) {
        return work + " " + id;
    }
}
