package dev.florin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that this one starts, talks with in lines, and ends; it also ends when this one does. Used by one thread. */
final class OtherProgram implements AutoCloseable {
    /** A server stops as soon as it has answered everybody. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private static final String PREFIX = "FLORIN_";
    private static final long BYTES_PER_KILOBYTE = 1_024;
    private static final int LINES_TO_TELL = 20;

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread end;

    private OtherProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.end = Thread.ofPlatform().unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        Thread.ofPlatform().daemon().name(name).start(this::read);
    }

    /** A Java program of this class path, with this one's virtual machine and its options. */
    static OtherProgram java(String name, Path folder, Map<String, String> environment, String main, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("-Dflorin."))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(words));
        return start(name, folder, environment, command);
    }

    /** Any program, in {@code folder}, with none of this one's Florin settings. */
    static OtherProgram start(String name, Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith(PREFIX));
        builder.environment().putAll(environment);
        try {
            return new OtherProgram(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("its output cannot be read: " + e.getMessage());
        }
    }

    long pid() {
        return process.pid();
    }

    void send(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(line)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen", e);
        }
    }

    /** The next line that begins so; those before it are dropped. */
    String lineBeginning(String beginning, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> seen = new ArrayList<>();
        try {
            while (System.nanoTime() < deadline && (process.isAlive() || !lines.isEmpty())) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null && line.startsWith(beginning)) {
                    return line;
                }
                if (line != null) {
                    seen.add(line);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        }
        List<String> last = seen.subList(Math.max(0, seen.size() - LINES_TO_TELL), seen.size());
        throw new BenchFault(name + " did not say \"" + beginning + "\"; it said:\n  " + String.join("\n  ", last));
    }

    /** What of it is in memory, in bytes; 0 where that cannot be seen. */
    long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WITHIN)) {
                process.destroyForcibly();
                throw new BenchFault(name + " does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }
}
