package dev.florin.simulation;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Florin and PostgreSQL and cuts connections around a COMMIT. It reads what the server answers, message by
 * message, so it strikes exactly where it is told to. Thread-safe.
 */
final class FaultyProxy implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final byte COMMAND_COMPLETE = 'C';
    private static final byte READY = 'Z';
    private static final byte PARSE = 'P';
    private static final byte BIND = 'B';
    private static final byte SYNC = 'S';

    /** What only the statement has in it that saves a batch decided from memory: a transaction without BEGIN and COMMIT. */
    private static final String ALONE = "florin_expect_moment";

    private static final byte[] BEGUN = "BEGIN\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    /** Where to cut. */
    enum Strike {
        /** When the server has begun a transaction: it is never saved. */
        BEFORE_COMMIT,
        /** When what is to be saved, with its COMMIT, is on the way to the server: nobody knows. */
        DURING_COMMIT,
        /** When the server has committed and says so: it is saved, and only the answer is lost. */
        AFTER_COMMIT,
        /** When the server has begun a transaction, and not at all: nothing comes through any more until the server gives up. */
        FREEZE
    }

    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Strike> armed = new AtomicReference<>();
    private final AtomicInteger struck = new AtomicInteger();
    private volatile @Nullable Supplier<@Nullable Strike> always;
    private volatile boolean down;

    FaultyProxy(int serverPort) {
        this.serverPort = serverPort;
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

    /** Strikes once. */
    void strike(Strike where) {
        armed.set(where);
    }

    /** Asks, whenever a transaction has begun, whether and where to strike it. */
    void strikeEach(Supplier<@Nullable Strike> chooser) {
        always = chooser;
    }

    void strikeNoMore() {
        always = null;
        armed.set(null);
    }

    /** Whether the strike that was armed has not come yet. */
    boolean isArmed() {
        return armed.get() != null;
    }

    int timesStruck() {
        return struck.get();
    }

    /** Cuts all connections and lets nobody in. */
    void goDown() {
        down = true;
        open.forEach(FaultyProxy::close);
    }

    void comeBack() {
        down = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (down) {
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // Closed by us, and the loop ends; or refused by the server, and the client has seen its connection
                // cut.
                down |= listening.isClosed();
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            close(client);
            throw e;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        Wire wire = new Wire(client, server);
        Thread.ofVirtual().start(() -> wire.run(wire::toServer));
        Thread.ofVirtual().start(() -> wire.run(wire::toClient));
    }

    private interface Pump {
        void pump() throws IOException;
    }

    /** One connection through the proxy. */
    private final class Wire {
        private final Socket client;
        private final Socket server;
        private final Set<String> alone = new HashSet<>();
        private volatile @Nullable Strike chosen;
        private volatile boolean savingAlone;

        Wire(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void run(Pump pump) {
            try {
                pump.pump();
            } catch (IOException e) {
                // One side is gone: so goes the other.
                cut();
                return;
            }
            cut();
        }

        private void cut() {
            close(client);
            close(server);
            open.remove(client);
            open.remove(server);
        }

        void toServer() throws IOException {
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream(), CHUNK));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream(), CHUNK));
            pass(in, out); // the first message has no type
            while (true) {
                byte type = in.readByte();
                byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
                if (beginsAlone(type, body) && (chosen == Strike.BEFORE_COMMIT || chosen == Strike.FREEZE)) {
                    struck.incrementAndGet();
                    return;
                }
                out.writeByte(type);
                write(out, body);
                if (in.available() == 0 || type == SYNC) {
                    out.flush();
                }
                if (chosen == Strike.DURING_COMMIT && type == SYNC) {
                    struck.incrementAndGet();
                    return;
                }
            }
        }

        private static void pass(DataInputStream in, DataOutputStream out) throws IOException {
            write(out, in.readNBytes(in.readInt() - Integer.BYTES));
            out.flush();
        }

        private static void write(DataOutputStream out, byte[] body) throws IOException {
            out.writeInt(Integer.BYTES + body.length);
            out.write(body);
        }

        /** Whether a save begins that is a transaction of its own; nothing can freeze in it that holds locks. */
        private boolean beginsAlone(byte type, byte[] body) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            if (type == PARSE && text.contains(ALONE)) {
                alone.add(text.substring(0, text.indexOf('\0')));
            }
            int portal = text.indexOf('\0') + 1;
            if (type != BIND || !alone.contains(text.substring(portal, text.indexOf('\0', portal)))) {
                return false;
            }
            savingAlone = true;
            chosen = choose();
            return true;
        }

        void toClient() throws IOException {
            DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream(), CHUNK));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream(), CHUNK));
            while (true) {
                byte type = in.readByte();
                int length = in.readInt();
                byte[] body = in.readNBytes(length - Integer.BYTES);
                boolean savedAlone = type == READY && savingAlone;
                if ((type == COMMAND_COMPLETE && strikes(body)) || (savedAlone && chosen == Strike.AFTER_COMMIT)) {
                    struck.incrementAndGet();
                    if (chosen == Strike.FREEZE) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                    return;
                }
                if (savedAlone) {
                    savingAlone = false;
                    chosen = null;
                }
                out.writeByte(type);
                write(out, body);
                if (in.available() == 0) {
                    out.flush();
                }
            }
        }

        private boolean strikes(byte[] tag) {
            if (Arrays.equals(tag, BEGUN)) {
                chosen = choose();
                return chosen == Strike.BEFORE_COMMIT || chosen == Strike.FREEZE;
            }
            return Arrays.equals(tag, COMMITTED) && chosen == Strike.AFTER_COMMIT;
        }

        private @Nullable Strike choose() {
            Strike once = armed.getAndSet(null);
            Supplier<@Nullable Strike> each = always;
            return once != null || each == null ? once : each.get();
        }
    }

    @Override
    public void close() {
        goDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
