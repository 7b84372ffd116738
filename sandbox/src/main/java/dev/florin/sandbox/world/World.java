package dev.florin.sandbox.world;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything a stand-in knows: documents by kind and id, the clock, and what is due. One turn at a time changes it; a
 * turn takes microseconds, and nothing waits for a network inside one. Thread-safe.
 */
public final class World implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(World.class);
    private static final Kind CLOCK = Kind.live("clock");
    private static final String OFFSET = "offset_micros";
    private static final String ONLY = "world";

    /** So that a compacted journal has lines of a sane length. */
    private static final int DOCUMENTS_A_LINE = 100;

    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition dueChanged = lock.newCondition();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Schedule schedule = new Schedule();
    private final Map<String, DueWork> works = new HashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Ids ids;
    private final VirtualClock clock;
    private final Journal journal;

    /**
     * Reads what an earlier process left.
     *
     * @param flat the kinds that are kept as bytes; all others are trees
     */
    public World(Path file, InstantSource system, Duration offset, RandomGenerator random, List<Kind> flat) {
        flat.forEach(kind -> kinds.put(kind.name(), kind));
        ids = new Ids(random);
        journal = new Journal(file, json);
        journal.replay(this::load);
        Duration kept = shelf(CLOCK)
                .find(ONLY)
                .map(document -> micros(document.path(OFFSET).asLong()))
                .orElse(Duration.ZERO);
        clock = new VirtualClock(system, kept.compareTo(offset) > 0 ? kept : offset);
        shelf(Schedule.KIND).oldestFirst().map(Schedule::due).forEach(schedule::index);
        journal.rewrite(this::compact);
    }

    private void load(JsonNode line) {
        long nanos = Long.MIN_VALUE / 2;
        for (JsonNode put : line.path("put")) {
            Kind kind = kind(put.get(0).asString());
            shelf(kind).put(put.get(1).asString(), (ObjectNode) put.get(2), nanos);
        }
        for (JsonNode gone : line.path("del")) {
            shelf(kind(gone.get(0).asString())).remove(gone.get(1).asString());
        }
    }

    private void compact(Journal into) {
        shelves.forEach((name, shelf) -> {
            ArrayNode puts = JsonNodeFactory.instance.arrayNode();
            shelf.ids().forEach(id -> {
                puts.addArray().add(name).add(id).add(shelf.find(id).orElseThrow());
                if (puts.size() == DOCUMENTS_A_LINE) {
                    into.append(JsonNodeFactory.instance.objectNode().set("put", puts));
                    puts.removeAll();
                }
            });
            if (!puts.isEmpty()) {
                into.append(JsonNodeFactory.instance.objectNode().set("put", puts));
            }
        });
    }

    private Kind kind(String name) {
        return kinds.computeIfAbsent(name, Kind::live);
    }

    Shelf shelf(Kind kind) {
        return shelves.computeIfAbsent(kind.name(), name -> new Shelf(kind, json));
    }

    Ids ids() {
        return ids;
    }

    Schedule schedule() {
        return schedule;
    }

    DueWork work(String name) {
        DueWork work = works.get(name);
        if (work == null) {
            throw new IllegalStateException("no work is called " + name);
        }
        return work;
    }

    void afterwards(Runnable work) {
        afterwards.add(work);
    }

    public VirtualClock clock() {
        return clock;
    }

    /** Says what a name on the schedule means; before time flows. */
    public void works(String name, DueWork work) {
        works.put(name, work);
    }

    /** A turn at the present time, brought about by a request. */
    public <T> T change(Cause cause, Function<Turn, T> work) {
        return turn(cause, null, work);
    }

    /** A turn that changes nothing. */
    public <T> T look(Function<Turn, T> work) {
        return turn(Cause.TIME, null, work);
    }

    private <T> T turn(Cause cause, @Nullable Instant time, Function<Turn, T> work) {
        List<Runnable> after = List.of();
        lock.lock();
        try {
            if (lock.getHoldCount() > 1) {
                throw new IllegalStateException("a turn inside a turn");
            }
            Turn turn = new Turn(this, cause, time == null ? clock.instant() : time);
            boolean keep = false;
            try {
                T result = work.apply(turn);
                keep = true;
                return result;
            } catch (RuntimeException e) {
                keep = e instanceof KeepsChanges keeps && keeps.keepsChanges();
                throw e;
            } finally {
                if (keep) {
                    keep(turn);
                } else {
                    undo(turn);
                }
                after = List.copyOf(afterwards);
                afterwards.clear();
                dueChanged.signalAll();
            }
        } finally {
            lock.unlock();
            after.forEach(Runnable::run);
        }
    }

    private void keep(Turn turn) {
        if (turn.changes().isEmpty()) {
            return;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ArrayNode puts = line.putArray("put");
        ArrayNode gone = line.putArray("del");
        turn.changes().keySet().forEach(key -> {
            ObjectNode now = turn.edited(key);
            if (now != null && shelf(key.kind()).holds(key.id())) {
                shelf(key.kind()).put(key.id(), now, System.nanoTime());
                puts.addArray().add(key.kind().name()).add(key.id()).add(now);
            } else {
                gone.addArray().add(key.kind().name()).add(key.id());
            }
        });
        journal.append(line);
    }

    private void undo(Turn turn) {
        afterwards.clear();
        turn.changes().forEach((key, before) -> {
            Shelf shelf = shelf(key.kind());
            boolean scheduled = key.kind().equals(Schedule.KIND);
            if (scheduled) {
                shelf.find(key.id()).map(Schedule::due).ifPresent(schedule::unindex);
            }
            before.ifPresentOrElse(tree -> shelf.put(key.id(), tree, System.nanoTime()), () -> shelf.remove(key.id()));
            if (scheduled) {
                before.map(Schedule::due).ifPresent(schedule::index);
            }
        });
    }

    /** When something is due next, on the world's own clock. */
    public Optional<Instant> nextDue() {
        lock.lock();
        try {
            return schedule.next("").map(Due::at);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock to {@code time}, doing what is due on the way, each thing at its time. */
    public void move(Instant time) {
        while (runNext(time)) {
            // each turn takes the next
        }
        lock.lock();
        try {
            clock.reach(time);
        } finally {
            lock.unlock();
        }
        turn(Cause.TIME, null, turn -> turn.put(CLOCK, ONLY, offsetDocument()));
    }

    private ObjectNode offsetDocument() {
        long micros = clock.offset().toNanos() / 1_000;
        return JsonNodeFactory.instance.objectNode().put(OFFSET, micros);
    }

    private static Duration micros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    /** Does the next thing that is due by {@code limit}; false if there is none. */
    boolean runNext(Instant limit) {
        Optional<Due> found;
        lock.lock();
        try {
            found = schedule.next("").filter(due -> !due.at().isAfter(limit));
            found.ifPresent(due -> clock.reach(due.at()));
        } finally {
            lock.unlock();
        }
        found.ifPresent(this::run);
        return found.isPresent();
    }

    private void run(Due due) {
        try {
            turn(Cause.TIME, due.at(), turn -> {
                // Meanwhile it may have been taken off or put to another time.
                if (turn.find(Schedule.KIND, due.key())
                        .map(Schedule::due)
                        .filter(due::equals)
                        .isPresent()) {
                    schedule.remove(turn, due.work(), due.id());
                    work(due.work()).run(turn, due.id());
                }
                return due;
            });
        } catch (RuntimeException e) {
            LOG.error("due work failed and is given up work={} id={}", due.work(), due.id(), e);
            turn(Cause.TIME, due.at(), turn -> {
                schedule.remove(turn, due.work(), due.id());
                return due;
            });
        }
    }

    /** Does what real time makes due, until the thread is interrupted. */
    public void flow() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            if (!runNext(clock.instant())) {
                awaitDue();
            }
        }
    }

    private void awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long nanos = untilDue(); nanos > 0; nanos = untilDue()) {
                dueChanged.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** At most a while, so that a move of the system's own clock is noticed. */
    private long untilDue() {
        Duration left = schedule.next("").map(due -> clock.until(due.at())).orElse(LONGEST_SLEEP);
        return (left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP).toNanos();
    }

    @Override
    public void close() {
        journal.close();
    }
}
