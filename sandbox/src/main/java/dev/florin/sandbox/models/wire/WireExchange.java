package dev.florin.sandbox.models.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and what becomes of it: a whole answer, a stream, or a connection that breaks. Every wait in here ends
 * with {@link CallerGone} as soon as the other side has closed its connection. One thread answers.
 */
public final class WireExchange {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final RequestHead head;
    private final byte[] body;
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();
    private volatile boolean open = true;

    WireExchange(Socket socket, RequestHead head, byte[] body) {
        this.socket = socket;
        this.head = head;
        this.body = body;
        open = head.keepsOpen();
    }

    public String method() {
        return head.method();
    }

    /** The path, decoded. */
    public String path() {
        String target = head.target();
        int question = target.indexOf('?');
        return decoded((question < 0 ? target : target.substring(0, question)).replace("+", "%2B"));
    }

    /** The query's fields; of a name that comes twice the last. */
    public Map<String, String> query() {
        int question = head.target().indexOf('?');
        Map<String, String> fields = new LinkedHashMap<>();
        String query = question < 0 ? "" : head.target().substring(question + 1);
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            fields.put(
                    decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape names nothing that is here
        }
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    public Map<String, String> headers() {
        return head.headers();
    }

    /** Not copied: nobody changes it. */
    public byte[] body() {
        return body;
    }

    /** True once the other side has closed its connection. */
    public boolean callerGone() {
        return left.isDone();
    }

    void leave() {
        left.complete(true);
    }

    /** True if the connection can carry another request. */
    boolean reusable() {
        return open && !left.isDone();
    }

    /** Waits that long. */
    public void pause(long nanos) {
        if (nanos > 0) {
            await(left, nanos);
        }
        if (left.isDone()) {
            throw new CallerGone();
        }
    }

    /** Waits until {@code latch} is complete. */
    public void await(CompletableFuture<?> latch) {
        await(CompletableFuture.anyOf(left, latch), Long.MAX_VALUE);
        if (left.isDone()) {
            throw new CallerGone();
        }
    }

    /** Waits until the caller leaves. */
    public void awaitLeft() {
        await(left, Long.MAX_VALUE);
        throw new CallerGone();
    }

    private static void await(CompletableFuture<?> event, long nanos) {
        try {
            event.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // the time is over: what was waited for
        } catch (InterruptedException | ExecutionException e) {
            throw new CallerGone(e);
        }
    }

    /** A whole answer. */
    public void answer(int status, Map<String, String> headers, byte[] whole) {
        answer(status, headers, whole, whole.length);
    }

    /** The head of a whole answer and no more than its first {@code sent} bytes. */
    public void answer(int status, Map<String, String> headers, byte[] whole, int sent) {
        ByteArrayOutputStream out = head(status, headers);
        line(out, "Content-Length: " + whole.length);
        out.writeBytes(LINE_END);
        out.write(whole, 0, sent);
        write(out.toByteArray());
    }

    /** What of a whole answer was not sent yet. */
    public void rest(byte[] whole, int sent) {
        write(Arrays.copyOfRange(whole, sent, whole.length));
    }

    /** The head of an answer that comes in pieces. */
    public void begin(int status, Map<String, String> headers) {
        ByteArrayOutputStream out = head(status, headers);
        line(out, "Transfer-Encoding: chunked");
        out.writeBytes(LINE_END);
        write(out.toByteArray());
    }

    private ByteArrayOutputStream head(int status, Map<String, String> headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        line(out, "HTTP/1.1 " + status + " " + StatusWords.of(status));
        headers.forEach((name, value) -> line(out, name + ": " + value));
        if (!open) {
            line(out, "Connection: close");
        }
        return out;
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(LINE_END);
    }

    /** One piece, sent at once. */
    public void piece(byte[] bytes) {
        write(chunk(bytes).toByteArray());
    }

    /** The last piece and the end, in one write. */
    public void lastPiece(byte[] bytes) {
        ByteArrayOutputStream out = bytes.length == 0 ? new ByteArrayOutputStream() : chunk(bytes);
        out.writeBytes(LAST_CHUNK);
        write(out.toByteArray());
    }

    private static ByteArrayOutputStream chunk(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 16);
        line(out, Integer.toHexString(bytes.length));
        out.writeBytes(bytes);
        out.writeBytes(LINE_END);
        return out;
    }

    private void write(byte[] bytes) {
        if (left.isDone()) {
            throw new CallerGone();
        }
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new CallerGone(e);
        }
    }

    /** Breaks the connection: by a reset, or by an orderly end. */
    public void cut(boolean reset) {
        open = false;
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            leave(); // it is closed already
        }
    }
}
