package dev.florin.sandbox.world;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The documents of one kind, in the order they were added. Guarded by the world's lock. */
final class Shelf {
    private final Kind kind;
    private final JsonMapper json;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

    /** One of tree and bytes is there. */
    private static final class Entry {
        final @Nullable ObjectNode tree;
        final byte @Nullable [] bytes;
        final long addedNanos;

        /** Stripe's field of that name, to be looked at without reading the bytes. */
        final long created;

        Entry(@Nullable ObjectNode tree, byte @Nullable [] bytes, long addedNanos, long created) {
            this.tree = tree;
            this.bytes = bytes;
            this.addedNanos = addedNanos;
            this.created = created;
        }
    }

    Shelf(Kind kind, JsonMapper json) {
        this.kind = kind;
        this.json = json;
    }

    Optional<ObjectNode> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(this::tree);
    }

    boolean holds(String id) {
        return entries.containsKey(id);
    }

    int size() {
        return entries.size();
    }

    Optional<String> oldest() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.firstEntry().getKey());
    }

    /** When the document came, by {@link System#nanoTime}; what was there at the start is as old as the process. */
    long addedNanos(String id) {
        Entry entry = entries.get(id);
        return entry == null ? Long.MIN_VALUE : entry.addedNanos;
    }

    void put(String id, ObjectNode document, long nanos) {
        Entry before = entries.get(id);
        long added = before == null ? nanos : before.addedNanos;
        long created = document.path("created").asLong(0);
        entries.put(
                id,
                kind.flat()
                        ? new Entry(null, json.writeValueAsBytes(document), added, created)
                        : new Entry(document, null, added, created));
    }

    void remove(String id) {
        entries.remove(id);
    }

    Stream<ObjectNode> oldestFirst() {
        return entries.sequencedValues().stream().map(this::tree);
    }

    Stream<ObjectNode> newestFirst() {
        return entries.sequencedValues().reversed().stream().map(this::tree);
    }

    Stream<String> ids() {
        return entries.sequencedKeySet().stream();
    }

    Stream<String> idsNewestFirst() {
        return entries.sequencedKeySet().reversed().stream();
    }

    long created(String id) {
        Entry entry = entries.get(id);
        return entry == null ? 0 : entry.created;
    }

    /** Those in whose bytes a text stands somewhere; only these are read. For flat kinds. */
    Stream<ObjectNode> oldestFirst(String containing) {
        return entries.sequencedValues().stream()
                .filter(entry -> entry.bytes == null
                        || new String(entry.bytes, StandardCharsets.ISO_8859_1).contains(containing))
                .map(this::tree);
    }

    private ObjectNode tree(Entry entry) {
        return entry.tree != null ? entry.tree : json.readValue(entry.bytes, ObjectNode.class);
    }
}
