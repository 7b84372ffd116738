package dev.florin.sandbox.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One exclusive turn at the world: what is read in it does not change under the reader, what is changed in it happens
 * as a whole or not at all. Trees that a turn hands out for reading must not be changed; {@link #edit} is for that.
 * Only for the thread that was given it, and only until its function returns.
 */
public final class Turn {
    private final World world;
    private final Cause cause;
    private final Map<Key, Optional<Shelf.Entry>> before = new LinkedHashMap<>();
    private final Map<Key, ObjectNode> edited = new LinkedHashMap<>();
    private Instant now;

    record Key(Kind kind, String id) {}

    Turn(World world, Cause cause, Instant now) {
        this.world = world;
        this.cause = cause;
        this.now = now;
    }

    public Instant now() {
        return now;
    }

    /** The time as Stripe writes it. */
    public long seconds() {
        return now.getEpochSecond();
    }

    public Cause cause() {
        return cause;
    }

    /** Runs {@code work} as if it were {@code time}: what happens on a test clock happens by that clock. */
    public <T> T at(Instant time, Supplier<T> work) {
        Instant outer = now;
        now = time;
        try {
            return work.get();
        } finally {
            now = outer;
        }
    }

    /** A new id: the prefix and 24 letters and digits. */
    public String id(String prefix) {
        return world.ids().next(prefix);
    }

    public Optional<ObjectNode> find(Kind kind, String id) {
        ObjectNode mine = edited.get(new Key(kind, id));
        return mine != null ? Optional.of(mine) : world.shelf(kind).find(id);
    }

    /** For ids that are known to exist. */
    public ObjectNode read(Kind kind, String id) {
        return find(kind, id).orElseThrow(() -> new NoSuchElementException(kind.name() + " " + id));
    }

    public boolean holds(Kind kind, String id) {
        return world.shelf(kind).holds(id);
    }

    public int count(Kind kind) {
        return world.shelf(kind).size();
    }

    public Optional<String> oldest(Kind kind) {
        return world.shelf(kind).oldest();
    }

    public Stream<ObjectNode> newestFirst(Kind kind) {
        return world.shelf(kind).newestFirst();
    }

    public Stream<ObjectNode> oldestFirst(Kind kind) {
        return world.shelf(kind).oldestFirst();
    }

    /** The ids of a kind, and nothing read yet. */
    public Stream<String> ids(Kind kind, boolean newestFirst) {
        Shelf shelf = world.shelf(kind);
        return newestFirst ? shelf.idsNewestFirst() : shelf.ids();
    }

    /** Stripe's field {@code created}, without reading the document. */
    public long created(Kind kind, String id) {
        return world.shelf(kind).created(id);
    }

    /** Stripe's field {@code type}, without reading the document; empty where it has none. */
    public String type(Kind kind, String id) {
        return world.shelf(kind).type(id);
    }

    /** The documents of a flat kind as they are kept, oldest first: to be read when the turn is over. */
    public List<Written> written(Kind kind) {
        return world.shelf(kind).written();
    }

    public Optional<Written> written(Kind kind, String id) {
        return world.shelf(kind).written(id);
    }

    /** How long ago the document came, in real time. */
    public long ageNanos(Kind kind, String id) {
        return System.nanoTime() - world.shelf(kind).addedNanos(id);
    }

    /** The tree of a document that may be changed until the turn ends. */
    public ObjectNode edit(Kind kind, String id) {
        Key key = new Key(kind, id);
        ObjectNode mine = edited.get(key);
        if (mine != null) {
            return mine;
        }
        ObjectNode tree = read(kind, id);
        remember(kind, id);
        edited.put(key, tree);
        return tree;
    }

    /** Adds a document under the id that stands in it. */
    public ObjectNode add(Kind kind, ObjectNode document) {
        return put(kind, document.path("id").asString(), document);
    }

    public ObjectNode put(Kind kind, String id, ObjectNode document) {
        remember(kind, id);
        edited.put(new Key(kind, id), document);
        world.shelf(kind).put(id, document, System.nanoTime());
        return document;
    }

    public void remove(Kind kind, String id) {
        remember(kind, id);
        edited.remove(new Key(kind, id));
        world.shelf(kind).remove(id);
    }

    private void remember(Kind kind, String id) {
        before.computeIfAbsent(new Key(kind, id), key -> world.shelf(kind).remembered(id));
    }

    /** Has {@code work} done for {@code id} at {@code at}; replaces what was scheduled for the same two. */
    public void schedule(Instant at, String work, String id) {
        schedule(at, work, id, "");
    }

    /** The same on a test clock, which runs it when it is advanced. */
    public void schedule(Instant at, String work, String id, String clock) {
        world.schedule().put(this, at, work, id, clock);
    }

    public void unschedule(String work, String id) {
        world.schedule().remove(this, work, id);
    }

    public boolean isScheduled(String work, String id) {
        return holds(Schedule.KIND, Due.key(work, id));
    }

    /** What is due next on a test clock, up to {@code limit}, taken off the schedule. */
    public Optional<Due> takeDue(String clock, Instant limit) {
        return world.schedule().take(this, clock, limit);
    }

    /** Does a piece of due work inside this turn, at its due time. */
    public void run(Due due) {
        at(due.at(), () -> {
            world.work(due.work()).run(this, due.id());
            return due;
        });
    }

    /** Runs after the turn has been kept and the world is free again; not if the turn is undone. */
    public void afterwards(Runnable work) {
        world.afterwards(work);
    }

    Map<Key, Optional<Shelf.Entry>> changes() {
        return before;
    }

    /** Whether what is due next, or when, may have changed. */
    boolean movesTime() {
        return before.keySet().stream()
                .anyMatch(key -> key.kind().equals(Schedule.KIND) || key.kind().equals(World.CLOCK));
    }

    @Nullable
    ObjectNode edited(Key key) {
        return edited.get(key);
    }
}
