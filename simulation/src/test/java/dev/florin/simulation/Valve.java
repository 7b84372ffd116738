package dev.florin.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a server and PostgreSQL, and shuts for good where it is told to: either side then waits for the other.
 * Thread-safe.
 */
final class Valve implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final int SECONDS = 30;

    /** What happens to the statement that shuts it. */
    enum Shut {
        /** It never comes to PostgreSQL. */
        BEFORE,
        /** It is carried out, and nobody is told. */
        AFTER
    }

    private final int databasePort;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch shut = new CountDownLatch(1);
    private final String mark;
    private final Shut how;
    private int marksLeft;

    /** Shuts when {@code mark} was to be saved for the {@code times}th time. */
    Valve(int databasePort, String mark, int times, Shut how) {
        this.databasePort = databasePort;
        this.mark = mark;
        this.marksLeft = times;
        this.how = how;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Shuts now. */
    void shut() {
        shut.countDown();
    }

    boolean isShut() {
        return shut.getCount() == 0;
    }

    boolean awaitShut() {
        try {
            return shut.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), databasePort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> pump(client, server, true));
                Thread.ofVirtual().start(() -> pump(server, client, false));
            } catch (IOException e) {
                return; // closed by us
            }
        }
    }

    private void pump(Socket from, Socket to, boolean asks) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (asks && !isShut()) {
                    look(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
                }
                // What is asked goes on where it is to be carried out: its end may come in another piece.
                if (!isShut() || (asks && how == Shut.AFTER)) {
                    out.write(chunk, 0, length);
                    out.flush();
                }
            }
            to.close();
        } catch (IOException e) {
            // One side is gone, with the server that was killed or with us.
            open.remove(from);
        }
    }

    /** A statement is written in one piece, so a mark is never torn. */
    private synchronized void look(String piece) {
        if (piece.contains(mark) && --marksLeft == 0) {
            shut();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
