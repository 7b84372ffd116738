package dev.florin.sandbox.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the models' stand-in remembers over a restart: scripts, opened latches, the record of calls. No call waits for a
 * file: scripts and latches are written soon after they change, all of it when the process is told to end, which it is
 * when the server dies. A next process waits at the lock until that is done. Thread-safe.
 */
public final class ModelMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelMemory.class);

    /** How old a change of the scripts may become before it is written. */
    private static final long SOON_MILLIS = 100;

    private final ModelStandIn models;
    private final Path scripts;
    private final Path calls;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long written;

    /** Takes up what an earlier process left in {@code folder}. */
    public ModelMemory(Path folder, ModelStandIn models) {
        this.models = models;
        scripts = folder.resolve("models.scripts");
        calls = folder.resolve("models.calls");
        try {
            lockFile = FileChannel.open(
                    folder.resolve("models.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = lockFile.lock();
            if (Files.exists(scripts)) {
                models.scripts().load(JsonMapper.builder().build().readTree(Files.readString(scripts)));
            }
            if (Files.exists(calls)) {
                models.calls().load(calls);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written = models.scripts().changes();
        Thread.ofPlatform().name("models' memory").daemon().start(this::writeSoon);
    }

    private void writeSoon() {
        try {
            while (!closed.await(SOON_MILLIS, TimeUnit.MILLISECONDS)) {
                writeScripts();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            LOG.error("scripts are no longer kept over a restart", e);
        }
    }

    private void writeScripts() {
        writing.lock();
        try {
            long changes = models.scripts().changes();
            if (changes != written) {
                Path fresh = scripts.resolveSibling("models.scripts.new");
                Files.writeString(fresh, models.scripts().kept().toString());
                Files.move(fresh, scripts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                written = changes;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
    }

    /** Writes all of it. */
    @Override
    public void close() {
        closed.countDown();
        writeScripts();
        Path fresh = calls.resolveSibling("models.calls.new");
        models.calls().save(fresh);
        try {
            Files.move(fresh, calls, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
