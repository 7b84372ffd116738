package dev.florin.sandbox.world;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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

    /** One of tree and bytes is there: a flat document is a tree only until its turn is kept. */
    static final class Entry {
        final @Nullable ObjectNode tree;
        final byte @Nullable [] bytes;
        final long addedNanos;

        /** Stripe's fields of these names, to be looked at without reading the bytes. */
        final long created;

        final String type;

        private Entry(@Nullable ObjectNode tree, byte @Nullable [] bytes, long addedNanos, long created, String type) {
            this.tree = tree;
            this.bytes = bytes;
            this.addedNanos = addedNanos;
            this.created = created;
            this.type = type;
        }

        private static Entry of(ObjectNode document, long addedNanos) {
            return new Entry(
                    document,
                    null,
                    addedNanos,
                    document.path("created").asLong(0),
                    document.path("type").asString("").intern());
        }

        private Entry asBytes(byte[] written) {
            return new Entry(null, written, addedNanos, created, type);
        }

        /** Bytes never change; a tree does, so what is to be restored is a copy. */
        private Entry copy() {
            return tree == null ? this : new Entry(tree.deepCopy(), null, addedNanos, created, type);
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
        entries.put(id, Entry.of(document, before == null ? nanos : before.addedNanos));
    }

    /** The document as it is to be written; what is flat is from now on kept so. */
    byte[] settle(String id) {
        Entry entry = Objects.requireNonNull(entries.get(id), id);
        if (entry.bytes != null) {
            return entry.bytes;
        }
        byte[] written = json.writeValueAsBytes(entry.tree);
        if (kind.flat()) {
            entries.put(id, entry.asBytes(written));
        }
        return written;
    }

    Optional<Entry> remembered(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::copy);
    }

    void restore(String id, Entry entry) {
        entries.put(id, entry);
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

    String type(String id) {
        Entry entry = entries.get(id);
        return entry == null ? "" : entry.type;
    }

    /** The documents of a flat kind as they are written, oldest first; nothing is read and nothing copied. */
    List<Written> written() {
        return entries.sequencedEntrySet().stream()
                .map(entry -> new Written(entry.getKey(), bytes(entry.getValue())))
                .toList();
    }

    Optional<Written> written(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> new Written(id, bytes(entry)));
    }

    private byte[] bytes(Entry entry) {
        return entry.bytes != null ? entry.bytes : json.writeValueAsBytes(entry.tree);
    }

    private ObjectNode tree(Entry entry) {
        return entry.tree != null ? entry.tree : json.readValue(entry.bytes, ObjectNode.class);
    }
}
