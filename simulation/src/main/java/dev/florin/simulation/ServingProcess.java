package dev.florin.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code florin serve} in a process of its own, which can be killed. Thread-safe. */
final class ServingProcess implements AutoCloseable {
    static final String OPERATOR_KEY = "sk_test_of_the_simulation";

    private static final String READY = "Florin serves at ";
    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final URI address;

    private ServingProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one with this process's own classes, and waits until it answers. */
    static ServingProcess start(SimulatedDatabase database) {
        return start(database, freePort(), Map.of());
    }

    /** The same on a port that is known before, with more settings. */
    static ServingProcess start(SimulatedDatabase database, int port, Map<String, String> settings) {
        return start(database, port, settings, ProcessBuilder.Redirect.DISCARD);
    }

    /**
     * The same.
     *
     * @param log where it writes what it logs
     */
    static ServingProcess start(
            SimulatedDatabase database, int port, Map<String, String> settings, ProcessBuilder.Redirect log) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.florin.server.app.Florin",
                "serve"));
        builder.environment().keySet().removeIf(name -> name.startsWith("FLORIN_"));
        builder.environment()
                .putAll(Map.of(
                        "FLORIN_PORT",
                        Integer.toString(port),
                        "FLORIN_DATABASE_URL",
                        database.processUrl(),
                        "FLORIN_OPERATOR_KEY",
                        OPERATOR_KEY));
        builder.environment().putAll(settings);
        builder.redirectError(log);
        try {
            Process process = builder.start();
            awaitReady(process);
            return new ServingProcess(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new IllegalStateException("florin serve does not start", e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }

    /** It says little more afterwards than fits a pipe. */
    private static void awaitReady(Process process) throws IOException {
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return;
            }
        }
        throw new IOException(
                "florin serve ended with " + process.onExit().join().exitValue());
    }

    URI address() {
        return address;
    }

    /** Without a word: as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits until it has ended by itself; answers whether it did. */
    boolean ends() {
        try {
            return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean lives() {
        return process.isAlive();
    }

    /** Asks it to stop, which must not take long; answers its exit code. */
    int stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException("florin serve does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
