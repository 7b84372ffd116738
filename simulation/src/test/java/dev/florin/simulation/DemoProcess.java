package dev.florin.simulation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@code ./florin demo} starts, once it is built: a demo with its own PostgreSQL and its stand-ins. */
final class DemoProcess implements AutoCloseable {
    private static final String READY = "Florin is ready at ";
    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final String address;

    private DemoProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one with nothing in {@code data}; skips the test where the stand-ins are not packed. */
    static DemoProcess start(Path data) throws IOException {
        Path home = Path.of("").toAbsolutePath().getParent();
        assumeTrue(
                home != null && Files.exists(home.resolve("sandbox/target/florin-sandbox.jar")),
                "the stand-ins are packed by ./mvnw verify only");
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
