package dev.florin.server.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@link EmbeddedProgram} in another process, and what it printed. Not thread-safe. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();
    private long serverPid;

    private OtherProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it on {@code data}; {@code before} are words in front of {@code java}, for another user or session. */
    static OtherProcess start(Path data, String classpath, String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                classpath,
                EmbeddedProgram.class.getName(),
                data.toString()));
        return new OtherProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    static OtherProcess start(Path data) throws IOException {
        return start(data, System.getProperty("java.class.path"));
    }

    /** Waits until its server runs. */
    OtherProcess ready() throws IOException {
        String[] words = line("ready").split(" ", -1);
        serverPid = Long.parseLong(words[1]);
        return this;
    }

    /** Reads on until a line that begins with {@code word}. */
    String line(String word) throws IOException {
        String line = output.readLine();
        while (line != null) {
            lines.add(line);
            if (line.startsWith(word + " ") || line.equals(word)) {
                return line;
            }
            line = output.readLine();
        }
        throw new AssertionError("it ended without saying \"" + word + "\": " + lines);
    }

    /** Everything that it has printed until it ends. */
    List<String> rest() throws IOException, InterruptedException {
        output.lines().forEach(lines::add);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        return lines;
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    ProcessHandle server() {
        return ProcessHandle.of(serverPid).orElseThrow(() -> new AssertionError("its server has ended"));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
