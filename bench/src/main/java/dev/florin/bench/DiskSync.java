package dev.florin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How long the disk takes to keep what was written: what PostgreSQL waits for in every commit. */
final class DiskSync {
    /** As PostgreSQL writes its log. */
    private static final int BLOCK_BYTES = 8 << 10;

    private static final int TIMES = 500;

    private DiskSync() {}

    /** The median of many in {@code folder}, in nanoseconds: a block is written in place, then fdatasync. */
    static long medianNanos(Path folder) {
        try {
            Path file = Files.createTempFile(folder, "sync-", ".bin");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                write(channel);
                channel.force(true);
                long[] nanos = new long[TIMES];
                for (int time = 0; time < TIMES; time++) {
                    write(channel);
                    long began = System.nanoTime();
                    channel.force(false);
                    nanos[time] = System.nanoTime() - began;
                }
                Arrays.sort(nanos);
                return nanos[TIMES / 2];
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write in " + folder, e);
        }
    }

    private static void write(FileChannel channel) throws IOException {
        channel.write(ByteBuffer.allocate(BLOCK_BYTES), 0);
    }
}
