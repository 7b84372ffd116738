package dev.florin.sandbox.world;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is due and when, kept as documents and ordered in memory. Guarded by the world's lock. */
final class Schedule {
    static final Kind KIND = Kind.live("due");

    private final Map<String, TreeSet<Due>> byClock = new HashMap<>();
    private long number;

    void put(Turn turn, Instant at, String work, String id, String clock) {
        remove(turn, work, id);
        Due due = new Due(at, ++number, work, id, clock);
        turn.put(KIND, due.key(), document(due));
        index(due);
    }

    void remove(Turn turn, String work, String id) {
        String key = Due.key(work, id);
        turn.find(KIND, key).ifPresent(found -> {
            unindex(due(found));
            turn.remove(KIND, key);
        });
    }

    Optional<Due> take(Turn turn, String clock, Instant limit) {
        Optional<Due> next = next(clock).filter(due -> !due.at().isAfter(limit));
        next.ifPresent(due -> remove(turn, due.work(), due.id()));
        return next;
    }

    /** The next on a clock; the world's own has the empty name. */
    Optional<Due> next(String clock) {
        TreeSet<Due> dues = byClock.get(clock);
        return dues == null || dues.isEmpty() ? Optional.empty() : Optional.of(dues.first());
    }

    void index(Due due) {
        number = Math.max(number, due.number());
        byClock.computeIfAbsent(due.clock(), name -> new TreeSet<>()).add(due);
    }

    void unindex(Due due) {
        TreeSet<Due> dues = byClock.get(due.clock());
        if (dues != null) {
            dues.remove(due);
        }
    }

    static Due due(ObjectNode document) {
        return new Due(
                Instant.parse(document.path("at").asString()),
                document.path("number").asLong(),
                document.path("work").asString(),
                document.path("id").asString(),
                document.path("clock").asString());
    }

    private static ObjectNode document(Due due) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("at", due.at().toString())
                .put("number", due.number())
                .put("work", due.work())
                .put("id", due.id())
                .put("clock", due.clock());
    }
}
