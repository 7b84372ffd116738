package dev.florin.server.storage;

import dev.florin.core.check.Check;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for. Lists are newest first, and what is listed is numbered in its account.
 *
 * @param limit the most to answer
 * @param olderThan only what comes after this number in the list, the nearest first
 * @param newerThan only what comes before this number in the list, the nearest of it
 */
public record Slice(
        int limit, @Nullable Long olderThan, @Nullable Long newerThan) {
    /** The most that one page shows. */
    public static final int MOST = 100;

    public Slice {
        Check.argument(limit >= 1 && limit <= MOST, "a page has 1 to 100 objects");
        Check.argument(olderThan == null || newerThan == null, "a page goes in one direction");
    }

    /** The newest. */
    public static Slice first(int limit) {
        return new Slice(limit, null, null);
    }

    boolean backwards() {
        return newerThan != null;
    }
}
