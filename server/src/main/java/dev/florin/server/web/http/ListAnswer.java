package dev.florin.server.web.http;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param data newest first
 * @param hasMore whether there is more in the direction of reading
 */
public record ListAnswer<T>(List<T> data, boolean hasMore) {
    public ListAnswer {
        data = List.copyOf(data);
    }

    /**
     * As the API writes it.
     *
     * @param write writes one whole object
     * @param id its id, which is the cursor
     */
    public Answer.Whole answer(BiConsumer<JsonOut, T> write, Function<T, String> id) {
        JsonOut out = new JsonOut();
        out.object().text("object", "list").array("data");
        data.forEach(element -> write.accept(out, element));
        out.end()
                .flag("has_more", hasMore)
                .text("next_cursor", hasMore && !data.isEmpty() ? id.apply(data.getLast()) : null)
                .end();
        return Answer.json(200, out);
    }
}
