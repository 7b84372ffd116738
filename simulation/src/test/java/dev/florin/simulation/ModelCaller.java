package dev.florin.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One call on a connection of its own, which the caller may close at any moment. Says what it has seen by then. For one thread.
 */
final class ModelCaller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    /** What content of a scripted answer looks like, in every dialect. */
    private static final String CONTENT = " word";

    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    /** A call that is sent already. */
    ModelCaller(URI server, String path, String key, String body) throws IOException {
        this(server, path, key, body, "");
    }

    /** The same with more header lines. */
    ModelCaller(URI server, String path, String key, String body, String more) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: florin\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + key + "\r\n" + more + "Connection: close\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Listens until {@code text} has come; false where the answer ended before. */
    boolean hears(String text) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[4_096];
        while (heard.indexOf(text) < 0) {
            int length = in.read(piece);
            if (length < 0) {
                return false;
            }
            heard.append(new String(piece, 0, length, StandardCharsets.UTF_8));
        }
        return true;
    }

    /** Listens to the end, however the connection ends. */
    String all() throws IOException {
        try {
            boolean ended = !hears("\0");
            return ended ? heard.toString() : "";
        } catch (SocketException reset) {
            return heard.toString();
        }
    }

    String heard() {
        return heard.toString();
    }

    boolean hearsHead() throws IOException {
        return hears("\r\n\r\n");
    }

    boolean hearsContent() throws IOException {
        return hears(CONTENT);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
