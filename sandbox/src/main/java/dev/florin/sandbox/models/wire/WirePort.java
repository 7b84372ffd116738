package dev.florin.sandbox.models.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of the loopback address that speaks HTTP/1.1. Each connection has a virtual thread that does nothing but read:
 * while an answer is made on another, it waits for the next request, and so sees at once when the caller closes.
 */
public final class WirePort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WirePort.class);
    private static final String HOST = "127.0.0.1";

    /** A thousand callers may come in one moment. */
    private static final int BACKLOG = 4_096;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final WireSite site;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** @param port 0 for a free one */
    public WirePort(int port, WireSite site) {
        this.site = site;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        Thread.ofPlatform().name("models " + port()).daemon().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String address() {
        return "http://" + HOST + ":" + port();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("a connection was not accepted", e);
                }
            }
        }
    }

    private void converse(Socket socket) {
        connections.add(socket);
        try (socket) {
            RequestReader reader = new RequestReader(socket.getInputStream());
            for (Optional<RequestHead> head = reader.head(); head.isPresent(); head = reader.head()) {
                if (head.get().expectsContinue()) {
                    socket.getOutputStream().write(CONTINUE);
                }
                Optional<byte[]> body = reader.body(head.get());
                WireExchange exchange = new WireExchange(socket, head.get(), body.orElse(new byte[0]));
                if (body.isEmpty()) {
                    exchange.answer(413, Map.of("Connection", "close"), new byte[0]);
                    return;
                }
                if (!answered(exchange, reader, socket)) {
                    return;
                }
            }
        } catch (IOException | CallerGone | NumberFormatException e) {
            // what is no HTTP, or has ended in the middle, has nobody to tell it to
            LOG.debug("a connection ended in the middle of a request", e);
        } finally {
            connections.remove(socket);
        }
    }

    /** True if another request may follow. */
    private boolean answered(WireExchange exchange, RequestReader reader, Socket socket) throws IOException {
        Thread answering = Thread.ofVirtual().start(() -> answer(exchange));
        if (!reader.awaitMore()) {
            exchange.leave();
            socket.close(); // wakes a write that waits for a reader who has gone
        }
        try {
            answering.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return exchange.reusable();
    }

    private void answer(WireExchange exchange) {
        try {
            site.serve(exchange);
        } catch (CallerGone e) {
            exchange.cut(false);
        } catch (RuntimeException e) {
            LOG.error("a request failed path={}", exchange.path(), e);
            exchange.cut(true);
        }
        if (!exchange.reusable()) {
            exchange.cut(false);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
