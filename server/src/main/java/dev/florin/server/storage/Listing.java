package dev.florin.server.storage;

import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param rows what was found
 * @param hasMore whether there is, or may be, more in the direction that was asked for
 * @param last the number to go on from; absent where there is nothing to go on from. It names the last of {@code rows}, or,
 *     where a filter let none of many through, the last that was looked at
 */
public record Listing<T>(
        List<T> rows, boolean hasMore, @Nullable Long last) {
    public Listing {
        rows = List.copyOf(rows);
    }

    /** A part of which one more than the limit was asked for, in the direction of the slice. */
    static <T> Listing<T> of(List<T> found, Slice slice, ToLongFunction<T> number) {
        return of(found, slice, number, false, 0);
    }

    /**
     * The same, of a search that reads only so far.
     *
     * @param stopped whether it stopped before the end of the list
     * @param lastRead the last number that it read
     */
    static <T> Listing<T> of(List<T> found, Slice slice, ToLongFunction<T> number, boolean stopped, long lastRead) {
        boolean full = found.size() > slice.limit();
        List<T> rows = full ? found.subList(0, slice.limit()) : found;
        if (slice.backwards()) {
            rows = rows.reversed();
        }
        boolean hasMore = full || stopped;
        Long last = stopped ? lastRead : null;
        if (!rows.isEmpty()) {
            last = number.applyAsLong(rows.getLast());
        }
        return new Listing<>(rows, hasMore, last);
    }
}
