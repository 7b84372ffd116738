package dev.florin.server.app;

import dev.florin.server.embedded.ServerAddress;
import dev.florin.server.embedded.TemporaryPostgres;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A start, some seconds of holds and settles over HTTP, and a stop, on a database that is thrown away, for the launcher: Java
 * keeps what it learned meanwhile (classes loaded and linked, methods worth compiling and how they are used). Every start after
 * it takes half the time, and its first thousands of requests are not the slow ones.
 */
@Command(name = "practise", hidden = true, description = "Serves for some seconds, so that Java learns how.")
final class Practice implements Runnable {
    /** By then the profiles of what a call does are full: longer gains nothing, and the first start waits for it. */
    private static final Duration LONG = Duration.ofSeconds(6);

    private static final int CALLERS = 32;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String KEY = "sk_test_practice_practice_practice_practice";
    private static final String ID = "\"id\":\"";

    @Override
    public void run() {
        try (TemporaryPostgres postgres = TemporaryPostgres.start()) {
            int port = freePort();
            ServerAddress at = postgres.address();
            Configuration configuration = Configuration.read(
                    Configuration.Purpose.SERVE,
                    Map.of(
                            Setting.FLORIN_DATABASE_URL.name(),
                            "postgresql://" + at.user() + ":" + at.password() + "@127.0.0.1:" + at.port() + "/"
                                    + at.database(),
                            Setting.FLORIN_OPERATOR_KEY.name(),
                            KEY,
                            Setting.FLORIN_PORT.name(),
                            Integer.toString(port)),
                    Path.of(""));
            Running running = new Running();
            ChosenDatabase database = ChosenDatabase.serving(configuration, _ -> {}, _ -> {});
            try (Program program = Program.start(
                            database.address(),
                            _ -> {},
                            Program.Ledgers.of(configuration),
                            PublishedPrices.ofProviders(),
                            running.metrics(),
                            _ -> Program.Outside.of(configuration),
                            running.registry());
                    Front _ = Front.start(configuration, program, running, null)) {
                call(port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static void call(int port) {
        long end = System.nanoTime() + LONG.toNanos();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers.add(Thread.ofVirtual().start(() -> call(port, "practice-" + number, end)));
        }
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void call(int port, String account, long end) {
        try (Connection connection = new Connection(port)) {
            connection.ask("POST /v1/accounts", account, "{\"id\":\"" + account + "\"}");
            String path = "/v1/accounts/" + account;
            connection.ask("PUT " + path + "/plan", account + "-plan", "{\"plan\":\"pro\"}");
            connection.ask(
                    "POST " + path + "/grants",
                    account + "-grant",
                    "{\"amount\":\"1000.00\",\"kind\":\"promo\",\"reason\":\"practice\"}");
            for (int call = 0; System.nanoTime() < end; call++) {
                String hold = connection.ask(
                        "POST " + path + "/holds",
                        account + "-" + call,
                        "{\"model\":\"gpt-5-mini\",\"input_tokens\":1200,\"max_output_tokens\":1000,\"feature\":\"chat\"}");
                int id = hold.indexOf(ID) + ID.length();
                connection.ask(
                        "POST /v1/holds/" + hold.substring(id, hold.indexOf('"', id)) + "/settle",
                        account + "-end-" + call,
                        "{\"usage\":{\"model\":\"gpt-5-mini\",\"input_tokens\":1200,\"output_tokens\":"
                                + (call % 900 + 1) + ",\"cached_input_tokens\":400}}");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection that is kept, with one request at a time. */
    private static final class Connection implements AutoCloseable {
        private static final String LENGTH = "content-length:";

        private final Socket socket;
        private final BufferedReader in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedReader(new InputStreamReader(
                    new BufferedInputStream(socket.getInputStream()), StandardCharsets.ISO_8859_1));
        }

        /** The body of the answer, which must be that it is done. */
        String ask(String what, String key, String body) throws IOException {
            String request = what + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + KEY
                    + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + key + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String status = in.readLine();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                    length = Integer.parseInt(line.substring(LENGTH.length()).trim());
                }
            }
            char[] answer = new char[length];
            int read = 0;
            while (read < length) {
                read += in.read(answer, read, length - read);
            }
            String text = new String(answer);
            if (status == null || !status.startsWith("HTTP/1.1 20")) {
                throw new IOException(what + ": " + status + " " + text);
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
