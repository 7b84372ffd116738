package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Listing;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.JsonOut;
import dev.florin.server.web.http.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Lists of numbered objects: an id of the list is its cursor. */
final class Lists {
    private Lists() {}

    /** The part of an account's list that a page asks for; 404 where its cursor is not one of that account's objects. */
    static Slice slice(ObjectIds ids, ObjectIds.Kind kind, AccountNumber account, Page page) {
        return slice(
                page,
                id -> ids.read(kind, id)
                        .filter(reference -> reference.account().equals(account))
                        .map(ObjectIds.Reference::number));
    }

    static Slice slice(Page page, Function<String, Optional<Long>> number) {
        return new Slice(page.limit(), cursor(page.startingAfter(), number), cursor(page.endingBefore(), number));
    }

    private static @Nullable Long cursor(Optional<String> id, Function<String, Optional<Long>> number) {
        return id.isEmpty() ? null : number.apply(id.get()).orElseThrow(Asking::notFound);
    }

    /**
     * The answer with one page.
     *
     * @param id writes a number of the list as its id
     */
    static <T> Answer answer(Listing<T> listing, BiConsumer<JsonOut, T> write, LongFunction<String> id) {
        Long last = listing.last();
        return answer(listing.rows(), listing.hasMore(), write, last == null ? null : id.apply(last));
    }

    static <T> Answer answer(List<T> rows, boolean hasMore, BiConsumer<JsonOut, T> write, @Nullable String lastId) {
        return Answer.ok(out -> {
            out.object().text("object", "list").array("data");
            rows.forEach(row -> write.accept(out, row));
            out.end()
                    .flag("has_more", hasMore)
                    .text("next_cursor", hasMore ? lastId : null)
                    .end();
        });
    }
}
