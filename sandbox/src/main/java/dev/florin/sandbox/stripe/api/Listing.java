package dev.florin.sandbox.stripe.api;

import dev.florin.sandbox.world.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A page of a list: newest first, between cursors. */
public final class Listing {
    private static final long DEFAULT_LIMIT = 10;
    private static final long MAX_LIMIT = 100;

    private Listing() {}

    /** The page of a kind that a call asks for, of the objects that fit. */
    public static ObjectNode page(Call call, Kind kind, Predicate<ObjectNode> fits) {
        return page(call, kind, id -> true, fits);
    }

    /**
     * The same of a kind with very many objects.
     *
     * @param likely whether the object with an id can fit at all; the others are not read
     */
    public static ObjectNode page(Call call, Kind kind, Predicate<String> likely, Predicate<ObjectNode> fits) {
        Parameters asked = call.parameters();
        for (String cursor : List.of("starting_after", "ending_before")) {
            asked.text(cursor).filter(id -> !call.turn().holds(kind, id)).ifPresent(id -> {
                throw StripeError.invalid("resource_missing", "No such " + kind.name() + ": '" + id + "'")
                        .about(cursor);
            });
        }
        boolean forward = asked.has("ending_before");
        String cursor = asked.text(forward ? "ending_before" : "starting_after").orElse("");
        JsonNode created = asked.tree().path("created");
        long limit = limit(asked);
        List<ObjectNode> found = call.turn()
                .ids(kind, !forward)
                .dropWhile(id -> !cursor.isEmpty() && !id.equals(cursor))
                .skip(cursor.isEmpty() ? 0 : 1)
                .filter(id -> within(created, call.turn().created(kind, id)))
                .filter(id -> call.lagNanos() == 0 || call.turn().ageNanos(kind, id) >= call.lagNanos())
                .filter(likely)
                .map(id -> call.turn().read(kind, id))
                .filter(fits)
                .limit(limit + 1)
                .toList();
        List<ObjectNode> shown = found.subList(0, (int) Math.min(limit, found.size()));
        return list(call.path(), forward ? shown.reversed() : shown, found.size() > limit);
    }

    /** The page of any objects, newest first. */
    public static ObjectNode page(Call call, Stream<ObjectNode> newestFirst) {
        Parameters asked = call.parameters();
        long limit = limit(asked);
        List<ObjectNode> found = new ArrayList<>();
        String after = asked.text("starting_after").orElse("");
        String before = asked.text("ending_before").orElse("");
        List<ObjectNode> all = newestFirst.toList();
        int from = after.isEmpty() ? 0 : position(all, after) + 1;
        int to = before.isEmpty() ? all.size() : position(all, before);
        boolean more;
        if (before.isEmpty()) {
            found.addAll(all.subList(from, (int) Math.min(to, from + limit)));
            more = to - from > limit;
        } else {
            found.addAll(all.subList((int) Math.max(from, to - limit), Math.max(from, to)));
            more = to - from > limit;
        }
        return list(call.path(), Collections.unmodifiableList(found), more);
    }

    private static int position(List<ObjectNode> all, String id) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asString().equals(id)) {
                return i;
            }
        }
        return all.size();
    }

    private static long limit(Parameters asked) {
        long limit = asked.number("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid integer: limit must be 1 to " + MAX_LIMIT)
                    .about("limit");
        }
        return limit;
    }

    /** Whether a time fits {@code created}, a number or bounds; anything fits where it was not sent. */
    public static boolean within(JsonNode range, long time) {
        if (range.isNumber()) {
            return time == range.asLong();
        }
        return !((range.has("gt") && time <= range.path("gt").asLong())
                || (range.has("gte") && time < range.path("gte").asLong())
                || (range.has("lt") && time >= range.path("lt").asLong())
                || (range.has("lte") && time > range.path("lte").asLong()));
    }

    public static ObjectNode list(String url, List<? extends JsonNode> data, boolean more) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("object", "list");
        ArrayNode shown = list.putArray("data");
        data.forEach(node -> shown.add(node.deepCopy()));
        return list.put("has_more", more).put("url", url);
    }
}
