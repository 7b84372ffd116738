package dev.florin.server.web.http;

import java.util.Optional;

/**
 * Which part of a list is asked for, newest first.
 *
 * @param limit 1–100
 * @param startingAfter the id of the object before the first one wanted
 * @param endingBefore the id of the object after the last one wanted
 */
public record Page(int limit, Optional<String> startingAfter, Optional<String> endingBefore) {
    public static final int USUAL_LIMIT = 20;
    public static final int MOST = 100;

    /** Longer than any id. */
    private static final int LONGEST_ID = 128;

    /** Reads the page's parameters; the page itself is asked for once the request is admitted. */
    public static Asked read(Fields query) {
        Field<Long> limit = query.count("limit", 1, MOST);
        Field<String> after = query.string("starting_after", LONGEST_ID);
        Field<String> before = query.string("ending_before", LONGEST_ID);
        if (after.isSent() && before.isSent()) {
            before.noteWrong("cannot be combined with `starting_after`");
        }
        return () -> new Page(limit.or((long) USUAL_LIMIT).intValue(), after.optional(), before.optional());
    }

    /** A page whose parameters have been read. */
    @FunctionalInterface
    public interface Asked {
        Page page();
    }
}
