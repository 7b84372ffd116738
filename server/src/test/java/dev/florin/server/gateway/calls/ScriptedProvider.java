package dev.florin.server.gateway.calls;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A provider that answers every call by a script, byte by byte where the test wants so: a stand-in behind a real socket. */
final class ScriptedProvider implements AutoCloseable {
    private final ServerSocket listening;
    private final Thread accepting;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private volatile Script script = Wire::head;

    /** What is answered. */
    @FunctionalInterface
    interface Script {
        void play(Wire wire) throws IOException, InterruptedException;
    }

    ScriptedProvider() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    void plays(Script next) {
        script = next;
    }

    /** The bodies that were asked. */
    List<String> received() {
        return received;
    }

    /** The request lines and headers that came. */
    List<String> heads() {
        return heads;
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int length = contentLength(in);
            received.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            Wire wire = new Wire(socket, in);
            script.play(wire);
            wire.end();
        } catch (IOException | UncheckedIOException e) {
            // the caller has left, or was meant to be cut off
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int contentLength(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("left before asking");
            }
            head.write(next);
        }
        heads.add(head.toString(StandardCharsets.US_ASCII));
        return heads.getLast()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    /** One answer on its way. */
    static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean begun;

        private Wire(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        void head() throws IOException {
            head(200, "text/event-stream");
        }

        void head(int status, String type) throws IOException {
            head(status, type, "");
        }

        /** @param more headers, each with its line's end */
        void head(int status, String type, String more) throws IOException {
            begun = true;
            out.write(("HTTP/1.1 " + status + " Said\r\n" + more + "Content-Type: " + type
                            + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        void say(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        /** Closes the connection without an end to the answer. */
        void cut() throws IOException {
            socket.close();
        }

        /** Says nothing more; returns when whoever asked has closed the connection, which {@code seen} then tells. */
        void awaitLeft(CountDownLatch seen) throws IOException {
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } finally {
                seen.countDown();
            }
        }

        private void end() throws IOException {
            if (begun) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            // Until that thread has woken up, one more connection may come in.
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
