package dev.florin.server.web.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of the connections that are open, so that it can be seen whether a client has closed its side while it waits for
 * an answer. Thread-safe.
 *
 * <p>Nothing of Helidon's tells that: it reads a connection only between two answers. So a look reads, without waiting, whatever
 * is there. Nothing is the usual; an end means that the client has left; and bytes, the beginning of a next request, are kept by
 * the reader of the connection for when their turn comes. Helidon hands its sockets to nobody, but lets their options be set,
 * which is where they are seen.
 */
final class OpenSockets {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSockets.class);

    private final ConcurrentMap<SocketAddress, SocketChannel> open = new ConcurrentHashMap<>();

    /** The same options, through which every socket is seen as it is accepted. */
    SocketOptions seenThrough(SocketOptions options) {
        return new Seen(options);
    }

    /** Of sockets that have been closed nothing is kept. */
    void forgetClosed() {
        open.values().removeIf(socket -> !socket.isOpen());
    }

    /** Whether the client of a connection has left. Called by the connection's own thread only, while it makes an answer. */
    boolean hasLeft(ConnectionContext connection) {
        SocketChannel socket = open.get(connection.remotePeer().address());
        if (socket == null) {
            return false;
        }
        if (connection.dataReader().available() > 0) {
            // The next request is here already, and is not to be gathered without end.
            return false;
        }
        try {
            socket.configureBlocking(false);
            try {
                return readsEnd(connection.dataReader());
            } finally {
                socket.configureBlocking(true);
            }
        } catch (IOException e) {
            // It has been closed on our side, as that of a client who takes nothing.
            return true;
        }
    }

    private static boolean readsEnd(DataReader reader) {
        try {
            reader.pullData();
            return false;
        } catch (DataReader.InsufficientDataAvailableException | ServerConnectionException e) {
            return true;
        } catch (IllegalStateException e) {
            // How Helidon says that a read came back with nothing.
            return false;
        }
    }

    private final class Seen implements SocketOptions {
        private final SocketOptions options;

        private Seen(SocketOptions options) {
            this.options = options;
        }

        @Override
        public void configureSocket(SocketChannel socket) {
            options.configureSocket(socket);
            try {
                open.put(socket.getRemoteAddress(), socket);
            } catch (IOException e) {
                LOG.debug("a client left before it was seen", e);
            }
        }

        @Override
        public Map<SocketOption<?>, Object> socketOptions() {
            return options.socketOptions();
        }

        @Override
        public Duration connectTimeout() {
            return options.connectTimeout();
        }

        @Override
        public Duration readTimeout() {
            return options.readTimeout();
        }

        @Override
        public Optional<Integer> socketReceiveBufferSize() {
            return options.socketReceiveBufferSize();
        }

        @Override
        public Optional<Integer> socketSendBufferSize() {
            return options.socketSendBufferSize();
        }

        @Override
        public boolean socketReuseAddress() {
            return options.socketReuseAddress();
        }

        @Override
        public boolean socketKeepAlive() {
            return options.socketKeepAlive();
        }

        @Override
        public boolean tcpNoDelay() {
            return options.tcpNoDelay();
        }
    }
}
