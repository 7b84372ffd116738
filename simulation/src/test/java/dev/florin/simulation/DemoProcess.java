package dev.florin.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code florin demo} of this process's own classes, with a PostgreSQL and stand-ins of its own. */
final class DemoProcess implements AutoCloseable {
    private static final String READY = "Florin is ready at ";
    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final String address;

    private DemoProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one with nothing in {@code data}. */
    static DemoProcess start(Path data) throws IOException {
        Path home = built(data.resolve("home"));
        // As root it steps down to a user who has to reach its data.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = ServingProcess.freePort();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dflorin.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.florin.server.app.Florin",
                "demo"));
        builder.environment().keySet().removeIf(name -> name.startsWith("FLORIN_"));
        builder.environment().put("FLORIN_PORT", Integer.toString(port));
        builder.environment().put("FLORIN_DATA", data.resolve("demo").toString());
        builder.redirectError(data.resolve("demo-errors.log").toFile());
        Process process = builder.start();
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return new DemoProcess(process, "http://127.0.0.1:" + port);
            }
        }
        throw new IOException("the demo ended: " + Files.readString(data.resolve("demo-errors.log")));
    }

    /** What the launcher would have built: the stand-ins are looked for there. Theirs is the first class path entry. */
    private static Path built(Path home) throws IOException {
        Path target = Files.createDirectories(home.resolve("sandbox/target"));
        Path first = Files.createDirectories(target.resolve("florin-sandbox.jar"));
        Files.copy(Path.of("../sandbox/src/main/resources/logback.xml"), first.resolve("logback.xml"));
        Files.writeString(target.resolve("classpath"), System.getProperty("java.class.path"));
        return home;
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the demo does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
