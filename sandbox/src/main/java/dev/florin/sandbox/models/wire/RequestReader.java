package dev.florin.sandbox.models.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads requests from a connection. One thread at a time. */
final class RequestReader {
    /** No SDK sends longer lines; what is longer is no HTTP. */
    private static final int LINE_BYTES = 65_536;

    private static final int HEADERS = 200;

    /** Above every provider's own limit (32 MB), below what would hurt this process. */
    static final int BODY_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 16_384;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /** Waits until something more has come; false at the connection's end, whatever ended it. */
    boolean awaitMore() {
        try {
            return from < to || fill();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer);
        from = 0;
        to = Math.max(read, 0);
        return read > 0;
    }

    /** The next head; empty at the connection's end. */
    Optional<RequestHead> head() throws IOException {
        if (!awaitMore()) {
            return Optional.empty();
        }
        String[] first = line().split(" ", -1);
        if (first.length != 3 || !first[2].startsWith("HTTP/1.")) {
            throw new IOException("not a request");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == HEADERS) {
                throw new IOException("not a header");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new RequestHead(first[0], first[1], first[2], headers));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0 || line.size() == LINE_BYTES) {
                throw new EOFException("the head ends in the middle");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int read() throws IOException {
        return from < to || fill() ? buffer[from++] & 0xFF : -1;
    }

    /** The body that belongs to {@code head}; empty if it is too large. */
    Optional<byte[]> body(RequestHead head) throws IOException {
        if (head.chunked()) {
            return chunks();
        }
        long length = Long.parseLong(head.header("content-length").orElse("0"));
        return length > BODY_BYTES ? Optional.empty() : Optional.of(bytes((int) length));
    }

    private Optional<byte[]> chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int end = size.indexOf(';');
            int length = Integer.parseInt((end < 0 ? size : size.substring(0, end)).strip(), 16);
            if (length < 0 || body.size() + (long) length > BODY_BYTES) {
                return Optional.empty();
            }
            if (length == 0) {
                break;
            }
            body.writeBytes(bytes(length));
            line();
        }
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            // nothing in a trailer matters here
        }
        return Optional.of(body.toByteArray());
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int have = Math.min(length, to - from);
        System.arraycopy(buffer, from, bytes, 0, have);
        from += have;
        if (in.readNBytes(bytes, have, length - have) < length - have) {
            throw new EOFException("the body ends in the middle");
        }
        return bytes;
    }
}
