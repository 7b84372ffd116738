package dev.florin.server.web.activity;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.pages.Inputs;
import dev.florin.server.web.pages.Visit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in the table a page begins: behind a row, or before one. New rows move nothing.
 *
 * @param older only what is older than this row
 * @param newer only what is newer than this row, the nearest of it
 */
record Cursor(@Nullable Long older, @Nullable Long newer) {
    static final Cursor START = new Cursor(null, null);

    private static final String OLDER = "older";
    private static final String NEWER = "newer";

    /** The place that an address names; one of another account is not found. */
    static Cursor read(Inputs query, ObjectIds ids, AccountNumber account) {
        if (!query.text(OLDER).isEmpty()) {
            return new Cursor(sequence(query.text(OLDER), ids, account), null);
        }
        return query.text(NEWER).isEmpty() ? START : new Cursor(null, sequence(query.text(NEWER), ids, account));
    }

    private static long sequence(String id, ObjectIds ids, AccountNumber account) {
        return ids.read(ObjectIds.Kind.TRANSACTION, id)
                .filter(reference -> reference.account().equals(account))
                .orElseThrow(Visit::notFound)
                .number();
    }

    boolean isStart() {
        return older == null && newer == null;
    }

    boolean isBack() {
        return newer != null;
    }

    Slice slice(int limit) {
        return new Slice(limit, older, newer);
    }

    /** The page of newer rows; empty where there are none. */
    String newerLink(ActivityFilter filter, Listing<Transaction> found, ObjectIds ids, AccountNumber account) {
        if (isStart() || (isBack() && !found.hasMore())) {
            return "";
        }
        if (found.rows().isEmpty()) {
            return filter.link("", "") + "#history";
        }
        return link(
                filter,
                NEWER,
                ids.write(
                        ObjectIds.Kind.TRANSACTION,
                        account,
                        found.rows().getFirst().sequence()));
    }

    /** The page of older rows; empty where there are none. */
    String olderLink(ActivityFilter filter, Listing<Transaction> found, ObjectIds ids, AccountNumber account) {
        Long last = found.last();
        if (last == null || (!isBack() && !found.hasMore())) {
            return "";
        }
        return link(filter, OLDER, ids.write(ObjectIds.Kind.TRANSACTION, account, last));
    }

    private static String link(ActivityFilter filter, String name, String id) {
        return filter.link(ActivityFilter.PATH, Map.of(name, id)) + "#history";
    }
}
