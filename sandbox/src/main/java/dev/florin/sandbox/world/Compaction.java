package dev.florin.sandbox.world;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Keeps the journal from growing for ever. Once the tail is as long as the base, a new base is begun; each turn that is
 * kept from then on pays for itself by writing a few documents of it, so no turn waits for the whole. Guarded by the
 * world's lock.
 */
final class Compaction {
    /**
     * For each byte that a turn appends, so many of the new base are written. The new base, of at most the size B that
     * everything has, is whole when the tail has grown by B / 4; the files together stay below some four times B.
     */
    private static final long PACE = 4;

    /** Below this nothing is gained: it is read in well under a second. */
    static final long LEAST_BYTES = 16L << 20;

    private static final int LINE_BYTES = 1 << 16;

    private final Journal journal;
    private final Function<Turn.Key, Shelf> shelves;
    private final long leastBytes;
    private final Queue<Turn.Key> left = new ArrayDeque<>();
    private boolean underWay;
    private Line line = new Line();

    Compaction(Journal journal, Function<Turn.Key, Shelf> shelves, long leastBytes) {
        this.journal = journal;
        this.shelves = shelves;
        this.leastBytes = leastBytes;
    }

    boolean isDue() {
        return !underWay && journal.tailBytes() > Math.max(leastBytes, journal.baseBytes());
    }

    /** Cuts the journal; everything that exists now is to be written. */
    void begin(Stream<Turn.Key> everything) {
        journal.cut();
        left.clear();
        everything.forEach(left::add);
        underWay = true;
    }

    /** A turn appended so many bytes. */
    void goOn(long appended) {
        if (underWay) {
            write(appended * PACE);
        }
    }

    void finish() {
        write(Long.MAX_VALUE);
    }

    private void write(long most) {
        long written = 0;
        while (written < most && !left.isEmpty()) {
            Turn.Key key = left.remove();
            Shelf shelf = shelves.apply(key);
            if (shelf.holds(key.id())) {
                written += line.put(key, shelf.settle(key.id()));
            }
            if (line.bytes() > LINE_BYTES) {
                flush();
            }
        }
        if (left.isEmpty()) {
            flush();
            journal.install();
            underWay = false;
        }
    }

    private void flush() {
        if (!line.isEmpty()) {
            journal.rewrite(line.whole());
        }
        line = new Line();
    }
}
