package dev.florin.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One connection that makes calls of a model, one after the other, and waits for each. Used by one thread. */
final class CallConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int HEX = 16;

    /** Of an answer that is none, so much is told. */
    private static final int MOST_TOLD = 500;

    private final String name;
    private final Socket socket;
    private final InputStream in;
    private final byte[] whole;
    private final byte[] streamed;

    /** To whom calls go: {@code headers} are those beside the usual ones, each with its line end. */
    record Target(String name, int port, String path, String headers) {}

    /**
     * How long a call took.
     *
     * @param firstNanos until the first bytes of the answer's body
     * @param wholeNanos until the last
     */
    record Took(long firstNanos, long wholeNanos) {}

    CallConnection(Target target) throws IOException {
        name = target.name;
        socket = new Socket(InetAddress.getLoopbackAddress(), target.port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        whole = request(target, "");
        streamed = request(target, ",\"stream\":true");
    }

    private static byte[] request(Target target, String more) {
        String body = "{\"model\":\"bench\",\"max_tokens\":100" + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "Say some words. ".repeat(20) + "\"}]}";
        return ("POST " + target.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + target.port + "\r\n" + target.headers
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    Took call(boolean stream) throws IOException {
        long began = System.nanoTime();
        socket.getOutputStream().write(stream ? streamed : whole);
        String status = line();
        long length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
        }
        if (!status.contains(" 200")) {
            throw new BenchFault(name + " answered: " + status + " "
                    + new String(in.readNBytes(Math.clamp(length, 0, MOST_TOLD)), StandardCharsets.UTF_8));
        }
        long first;
        if (length >= 0) {
            in.mark(1);
            in.read();
            in.reset();
            first = System.nanoTime() - began;
            in.skipNBytes(length);
        } else {
            first = chunk() - began;
            while (chunk() != 0) {
                // the rest of the stream
            }
        }
        return new Took(first, System.nanoTime() - began);
    }

    /** Skips a chunk; when it began to come, or 0 where it was the last. */
    private long chunk() throws IOException {
        int length = Integer.parseInt(line(), HEX);
        long began = System.nanoTime();
        in.skipNBytes(length);
        line();
        return length == 0 ? 0 : began;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new BenchFault("a connection was closed in the middle of an answer");
            }
            text.append((char) next);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
