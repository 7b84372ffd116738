package dev.florin.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** An address that nobody has any business to call; it counts who does. Thread-safe. */
final class Trap implements AutoCloseable {
    private final ServerSocket listening;
    private final AtomicInteger visits = new AtomicInteger();

    Trap() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        while (!listening.isClosed()) {
            try (Socket visitor = listening.accept()) {
                visits.addAndGet(visitor.isConnected() ? 1 : 0);
            } catch (IOException e) {
                return; // closed by us
            }
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + listening.getLocalPort() + path;
    }

    int visits() {
        return visits.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
