package dev.florin.sandbox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file with one JSON line for each turn. A line is handed to the operating system before the turn's answer goes out,
 * so the death of the process loses nothing that anybody was told; a last line that was torn by it never happened.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final byte NEWLINE = '\n';

    private final Path file;
    private final JsonMapper json;
    private FileChannel channel;

    Journal(Path file, JsonMapper json) {
        this.file = file;
        this.json = json;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Reads every whole line. */
    void replay(Consumer<JsonNode> line) {
        try (var in = Files.newInputStream(file);
                var lines = new LineReader(in)) {
            for (byte[] bytes = lines.next(); bytes.length > 0; bytes = lines.next()) {
                line.accept(json.readTree(bytes));
            }
            if (lines.torn()) {
                LOG.warn("journal ends in the middle of a line; that turn never happened");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(JsonNode line) {
        byte[] bytes = json.writeValueAsBytes(line);
        ByteBuffer buffer =
                ByteBuffer.allocate(bytes.length + 1).put(bytes).put(NEWLINE).flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file by one that {@code writer} fills, so that it does not grow for ever. */
    void rewrite(Consumer<Journal> writer) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (Journal next = new Journal(fresh, json)) {
                writer.accept(next);
            }
            channel.close();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel = open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
