package dev.florin.simulation;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command that was run: how it ended, and all that it wrote.
 *
 * @param code its exit code; 1 where it had to be ended
 */
record Ran(int code, String said) {
    /** Runs one and waits for its end; empty where there is no such command. */
    static Optional<Ran> of(Path folder, Map<String, String> environment, long seconds, String... words) {
        try {
            Path said = Files.createTempFile("said", ".txt");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            Process process;
            try {
                process = builder.start();
            } catch (IOException missing) {
                return Optional.empty();
            }
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
            }
            String text = Files.readString(said);
            Files.delete(said);
            return Optional.of(ended ? new Ran(process.exitValue(), text) : new Ran(1, text + "\nended by force"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
