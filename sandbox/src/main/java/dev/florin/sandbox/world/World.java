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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything a stand-in knows: documents by kind and id, the clock, and what is due. One turn at a time changes it; a
 * turn takes microseconds, and nothing waits for a network inside one. Thread-safe.
 */
public final class World implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(World.class);
    static final Kind CLOCK = Kind.live("clock");
    private static final String OFFSET = "offset_micros";
    private static final String ONLY = "world";

    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    /** Who holds this has the world; who waits for it gets it in the order of waiting. */
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Where many callers wait for one another, so that a control waits for at most one of them. */
    private final ReentrantLock crowd = new ReentrantLock();

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
    private final Compaction compaction;

    /**
     * Reads what an earlier process left.
     *
     * @param flat the kinds that are kept as bytes; all others are trees
     */
    public World(Path file, InstantSource system, Duration offset, RandomGenerator random, List<Kind> flat) {
        this(file, system, offset, random, flat, Compaction.LEAST_BYTES);
    }

    /** For tests, whose journals are short. */
    World(
            Path file,
            InstantSource system,
            Duration offset,
            RandomGenerator random,
            List<Kind> flat,
            long leastBytesToCompact) {
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
        compaction = new Compaction(journal, key -> shelf(key.kind()), leastBytesToCompact);
        compaction.begin(everything());
        compaction.finish();
    }

    private void load(JsonNode line) {
        long nanos = Long.MIN_VALUE / 2;
        for (JsonNode put : line.path("put")) {
            Kind kind = kind(put.get(0).asString());
            shelf(kind).put(put.get(1).asString(), (ObjectNode) put.get(2), nanos);
            if (kind.flat()) {
                shelf(kind).settle(put.get(1).asString());
            }
        }
        for (JsonNode gone : line.path("del")) {
            shelf(kind(gone.get(0).asString())).remove(gone.get(1).asString());
        }
    }

    private Stream<Turn.Key> everything() {
        return shelves.entrySet().stream()
                .flatMap(shelf -> shelf.getValue().ids().map(id -> new Turn.Key(kind(shelf.getKey()), id)));
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

    /** A new id outside any turn. */
    public String id(String prefix) {
        return ids.next(prefix);
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
        return turn(crowd, cause, null, work);
    }

    /** A turn that changes nothing. */
    public <T> T look(Function<Turn, T> work) {
        return turn(crowd, Cause.TIME, null, work);
    }

    /** A turn for whoever drives the world from outside: it passes the crowd of those who only live in it. */
    public <T> T ahead(Function<Turn, T> work) {
        return turn(new ReentrantLock(), Cause.TIME, null, work);
    }

    /** @param gate what is to be passed before the world itself is waited for */
    private <T> T turn(Lock gate, Cause cause, @Nullable Instant time, Function<Turn, T> work) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a turn inside a turn");
        }
        List<Runnable> after = new ArrayList<>();
        gate.lock();
        lock.lock();
        try {
            return alone(cause, time, work, after);
        } finally {
            lock.unlock();
            gate.unlock();
            after.forEach(Runnable::run);
        }
    }

    private <T> T alone(Cause cause, @Nullable Instant time, Function<Turn, T> work, List<Runnable> after) {
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
            after.addAll(afterwards);
            afterwards.clear();
            if (turn.movesTime()) {
                dueChanged.signalAll();
            }
        }
    }

    private void keep(Turn turn) {
        if (turn.changes().isEmpty()) {
            return;
        }
        Line line = new Line();
        turn.changes().keySet().forEach(key -> {
            ObjectNode now = turn.edited(key);
            if (now != null && shelf(key.kind()).holds(key.id())) {
                shelf(key.kind()).put(key.id(), now, System.nanoTime());
                line.put(key, shelf(key.kind()).settle(key.id()));
            } else {
                line.remove(key);
            }
        });
        byte[] whole = line.whole();
        journal.append(whole);
        if (compaction.isDue()) {
            compaction.begin(everything());
        }
        compaction.goOn(whole.length);
    }

    private void undo(Turn turn) {
        afterwards.clear();
        turn.changes().forEach((key, before) -> {
            Shelf shelf = shelf(key.kind());
            boolean scheduled = key.kind().equals(Schedule.KIND);
            if (scheduled) {
                shelf.find(key.id()).map(Schedule::due).ifPresent(schedule::unindex);
            }
            before.ifPresentOrElse(entry -> shelf.restore(key.id(), entry), () -> shelf.remove(key.id()));
            if (scheduled) {
                shelf.find(key.id()).map(Schedule::due).ifPresent(schedule::index);
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
        ahead(turn -> turn.put(CLOCK, ONLY, offsetDocument()));
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
            turn(new ReentrantLock(), Cause.TIME, due.at(), turn -> {
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
            turn(new ReentrantLock(), Cause.TIME, due.at(), turn -> {
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
