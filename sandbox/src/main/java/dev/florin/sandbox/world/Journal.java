package dev.florin.sandbox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files with one JSON line for each turn. A line is handed to the operating system before the turn's answer goes out,
 * so the death of the process loses nothing that anybody was told; a last line that was torn by it never happened.
 *
 * <p>The base holds every document as it was at some time; tails, numbered in their order, hold the turns after it. A
 * new base is written while turns go on: at a cut the turns begin a new tail, then the documents are written one after
 * the other, each as it is by then, and at last the new base takes the place of the old and the tails before the cut
 * go. Whatever a document became after the cut stands in the tail, too, so it does not matter when it was written. The
 * base's first line says which tails it holds already; a death between any two of these steps leaves a whole journal.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final byte NEWLINE = '\n';
    private static final String HOLDS_TAILS = "holds_tails";

    private final Path base;
    private final JsonMapper json;
    private long tailNumber;
    private @Nullable FileChannel tail;
    private long tailBytes;
    private long baseBytes;
    private @Nullable FileChannel next;
    private long nextBytes;
    private long cutAfter;

    Journal(Path base, JsonMapper json) {
        this.base = base;
        this.json = json;
        try {
            Files.createDirectories(base.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads every whole line, and says how many tails there are behind the base. */
    void replay(Consumer<JsonNode> line) {
        try {
            long[] held = {0};
            if (Files.exists(base)) {
                read(base, found -> {
                    held[0] = Math.max(held[0], found.path(HOLDS_TAILS).asLong(0));
                    line.accept(found);
                });
            }
            tailNumber = held[0];
            for (var found : tails().entrySet()) {
                if (found.getKey() > held[0]) {
                    read(found.getValue(), line);
                }
                tailNumber = Math.max(tailNumber, found.getKey());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path file, Consumer<JsonNode> line) throws IOException {
        try (var in = Files.newInputStream(file);
                var lines = new LineReader(in)) {
            for (byte[] bytes = lines.next(); bytes.length > 0; bytes = lines.next()) {
                line.accept(json.readTree(bytes));
            }
            if (lines.torn()) {
                LOG.warn("journal ends in the middle of a line; that turn never happened");
            }
        }
    }

    private NavigableMap<Long, Path> tails() throws IOException {
        String prefix = base.getFileName() + ".";
        NavigableMap<Long, Path> found = new TreeMap<>(Comparator.naturalOrder());
        try (Stream<Path> files = Files.list(base.toAbsolutePath().getParent())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix) && name.substring(prefix.length()).matches("[0-9]{1,18}")) {
                    found.put(Long.parseLong(name.substring(prefix.length())), file);
                }
            }
        }
        return found;
    }

    private Path sibling(String ending) {
        return base.resolveSibling(base.getFileName() + "." + ending);
    }

    /** How much was written behind the base, and would be read again at a start. */
    long tailBytes() {
        return tailBytes;
    }

    long baseBytes() {
        return baseBytes;
    }

    void append(byte[] line) {
        FileChannel open = tail;
        if (open == null) {
            throw new IllegalStateException("the journal was not cut before its first line");
        }
        tailBytes += write(open, line);
    }

    private static int write(FileChannel channel, byte[] line) {
        ByteBuffer buffer =
                ByteBuffer.allocate(line.length + 1).put(line).put(NEWLINE).flip();
        int written = buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written;
    }

    /** Begins a new tail, and a new base that is to hold everything before it. */
    void cut() {
        try {
            if (tail != null) {
                tail.close();
            }
            cutAfter = tailNumber;
            tailNumber++;
            tailBytes = 0;
            tail = FileChannel.open(
                    sibling(Long.toString(tailNumber)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.deleteIfExists(sibling("new"));
            next = FileChannel.open(sibling("new"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            nextBytes = 0;
            rewrite(("{\"" + HOLDS_TAILS + "\":" + cutAfter + "}").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line of the new base. */
    void rewrite(byte[] line) {
        FileChannel open = next;
        if (open == null) {
            throw new IllegalStateException("no new base is being written");
        }
        nextBytes += write(open, line);
    }

    /** The new base is whole: it takes the old one's place. */
    void install() {
        try {
            if (next != null) {
                next.close();
                next = null;
            }
            Files.move(sibling("new"), base, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            baseBytes = nextBytes;
            List<Path> held = List.copyOf(tails().headMap(cutAfter, true).values());
            for (Path old : held) {
                Files.delete(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (tail != null) {
                tail.close();
            }
            if (next != null) {
                next.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
