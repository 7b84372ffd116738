package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to run the PostgreSQL of one data folder, held by a process and gone with it, however it ends.
 *
 * <p>The file's content, the holder's process id, is only for the message of whoever comes second.
 */
final class FolderLock implements AutoCloseable {
    /** What this process holds. To open a locked file again and close it would let go of the lock (POSIX). */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock, or throws {@link EmbeddedFault.FolderInUse}. */
    static FolderLock take(Path file, Path folder) {
        String pid = Long.toString(ProcessHandle.current().pid());
        if (!OURS.add(file)) {
            throw new EmbeddedFault.FolderInUse(folder, pid);
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                String holder = content(channel);
                channel.close();
                throw new EmbeddedFault.FolderInUse(folder, holder);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return new FolderLock(file, channel);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot lock " + file + ": " + fault, fault);
        } finally {
            if (!taken) {
                OURS.remove(file);
            }
        }
    }

    /** Whether somebody holds the lock, this process included. */
    static boolean held(Path file) {
        if (OURS.contains(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            OURS.remove(file);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot let go of a lock", fault);
        }
    }

    private static String content(FileChannel channel) throws IOException {
        // A process id has at most 20 digits.
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }
}
