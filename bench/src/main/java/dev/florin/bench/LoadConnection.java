package dev.florin.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the load: it asks for a hold, settles it when that is answered, and so on, one request at a time. Used by
 * one thread, which never waits for it.
 */
final class LoadConnection implements AutoCloseable {
    /** Answers of both servers are below 1 kB. */
    private static final int LARGEST_ANSWER = 16 << 10;

    private static final String LENGTH = "\r\ncontent-length: ";
    private static final String ID = "\"id\":\"";

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(LARGEST_ANSWER);
    private final Spread spread;
    private final SplittableRandom random;
    private final String headers;
    private final String keys;
    private long calls;
    private boolean settling;
    private long began;

    /**
     * Opens a connection.
     *
     * @param keys what every idempotency key of it begins with
     */
    LoadConnection(int port, String authority, Spread spread, SplittableRandom random, String keys, Selector selector)
            throws IOException {
        this.spread = spread;
        this.random = random;
        this.keys = keys;
        this.headers = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + authority
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Asks for the next hold. */
    void begin() throws IOException {
        began = System.nanoTime();
        settling = false;
        String body = "{\"model\":\"" + FlorinLedger.MODEL.name() + "\",\"input_tokens\":" + FlorinLedger.INPUT_TOKENS
                + ",\"max_output_tokens\":" + FlorinLedger.MOST_OUTPUT_TOKENS + ",\"feature\":\"chat\"}";
        send("/v1/accounts/" + FlorinAccounts.ID + spread.pick(random) + "/holds", keys + calls++, body);
    }

    /** Takes what has come; answers the nanoseconds of the call where this was its end, else 0. */
    long read() throws IOException {
        if (channel.read(in) < 0) {
            throw new BenchFault("the server has closed a connection");
        }
        String answer = complete();
        if (answer == null) {
            return 0;
        }
        if (!answer.startsWith("HTTP/1.1 20")) {
            throw new BenchFault("the server answered: " + answer);
        }
        in.clear();
        if (settling) {
            return System.nanoTime() - began;
        }
        settling = true;
        int id = answer.indexOf(ID) + ID.length();
        String usage = "{\"usage\":{\"model\":\"" + FlorinLedger.MODEL.name() + "\",\"input_tokens\":"
                + FlorinLedger.INPUT_TOKENS + ",\"cached_input_tokens\":" + FlorinLedger.CACHED_TOKENS
                + ",\"output_tokens\":" + random.nextInt(1, FlorinLedger.MOST_OUTPUT_TOKENS) + "}}";
        send("/v1/holds/" + answer.substring(id, answer.indexOf('"', id)) + "/settle", null, usage);
        return 0;
    }

    /** The answer, where all of it is there. */
    private @Nullable String complete() {
        String soFar = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        int body = soFar.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return null;
        }
        int length = soFar.substring(0, body).toLowerCase(Locale.ROOT).indexOf(LENGTH) + LENGTH.length();
        int bytes = Integer.parseInt(soFar, length, soFar.indexOf('\r', length), 10);
        return soFar.length() < body + bytes ? null : soFar;
    }

    private void send(String path, @Nullable String key, String body) throws IOException {
        String request = "POST " + path + headers + body.length() + (key == null ? "" : "\r\nIdempotency-Key: " + key)
                + "\r\n\r\n" + body;
        ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
        channel.write(out);
        if (out.hasRemaining()) {
            throw new BenchFault("a request did not fit into the socket's buffer");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
