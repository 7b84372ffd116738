package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one of the system's or PostgreSQL's programs, in an environment that does not depend on who started Florin. */
final class Program {
    /** What it printed, both streams together, and how it ended. */
    record Ended(int code, String output) {
        boolean well() {
            return code == 0;
        }
    }

    /** The longest that any program but the server itself may take; initdb on a slow disk is the slowest. */
    private static final long LIMIT_SECONDS = 300;

    private Program() {}

    /** Starts {@code command}; the caller reads and waits. */
    static Process start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The folder Florin was started in may be closed to the user that PostgreSQL runs as.
        builder.directory(Path.of("/").toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path + ":/usr/sbin:/sbin:/usr/bin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        environment.put("SHELL", "/bin/sh");
        try {
            return builder.start();
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot run " + command.getFirst() + ": " + fault.getMessage(), fault);
        }
    }

    /** Runs {@code command} with {@code input} on its standard input until it ends. */
    static Ended run(List<String> command, String input) {
        Process process = start(command);
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(input).close();
        } catch (IOException gone) {
            // It ended without reading; its exit code says whether that matters.
            return ended(process, command);
        }
        return ended(process, command);
    }

    static Ended run(List<String> command) {
        return run(command, "");
    }

    private static Ended ended(Process process, List<String> command) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return new Ended(process.exitValue(), output.strip());
            }
            process.destroyForcibly();
            throw new EmbeddedFault.DidNotObey(command.getFirst() + " did not end within " + LIMIT_SECONDS + " s");
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot read what " + command.getFirst() + " prints", fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFault.DidNotObey("interrupted while " + command.getFirst() + " ran");
        }
    }
}
