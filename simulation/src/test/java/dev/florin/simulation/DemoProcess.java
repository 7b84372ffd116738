package dev.florin.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A {@code florin demo} of this process's own classes, with a folder, a database and stand-ins of its own. */
final class DemoProcess implements AutoCloseable {
    /** What {@code ./florin} says when it is there. */
    private static final String READY = "Florin is ready at ";

    private final Process process;
    private final String address;

    private DemoProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static DemoProcess start(Path folder) {
        try {
            Path home = built(folder.resolve("home"));
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-Dflorin.home=" + home,
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.florin.server.app.Florin",
                            "demo"))
                    .redirectError(folder.resolve("demo.err").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FLORIN_"));
            builder.environment()
                    .putAll(Map.of(
                            "FLORIN_PORT",
                            Integer.toString(ServingProcess.freePort()),
                            "FLORIN_DATA",
                            folder.resolve("data").toString()));
            Process process = builder.start();
            return new DemoProcess(process, address(process.inputReader()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the launcher would have built: the stand-ins are looked for there. Theirs is the first class path entry. */
    private static Path built(Path home) throws IOException {
        Path target = Files.createDirectories(home.resolve("sandbox/target"));
        Path first = Files.createDirectories(target.resolve("florin-sandbox.jar"));
        Files.copy(Path.of("../sandbox/src/main/resources/logback.xml"), first.resolve("logback.xml"));
        Files.writeString(target.resolve("classpath"), System.getProperty("java.class.path"));
        return home;
    }

    private static String address(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return line.substring(READY.length()).strip();
            }
        }
        throw new IOException("the demo did not start");
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        // Asked, not killed: it has a database to stop.
        process.destroy();
        process.onExit().join();
    }
}
