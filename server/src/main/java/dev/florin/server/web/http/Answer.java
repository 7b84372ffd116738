package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a handler answers. */
public sealed interface Answer {
    int status();

    String contentType();

    List<Header> headers();

    /** A header besides those that every answer has. Of our own making: no input of a client belongs here unchecked. */
    record Header(String name, String value) {
        public Header {
            Check.argument(
                    value.chars().allMatch(c -> c >= 0x20 && c < 0x7f), "a header has printable ASCII characters");
        }
    }

    /** An answer whose bytes are there; only the first {@code length} of them count. */
    final class Whole implements Answer {
        private final int status;
        private final String contentType;
        private final List<Header> headers;
        private final byte[] bytes;
        private final int length;

        Whole(int status, String contentType, byte[] bytes, int length, List<Header> headers) {
            this.status = status;
            this.contentType = contentType;
            this.bytes = bytes;
            this.length = length;
            this.headers = List.copyOf(headers);
        }

        /** The same with another header. */
        public Whole with(String name, String value) {
            List<Header> more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Whole(status, contentType, bytes, length, more);
        }

        /** The same with more headers. */
        public Whole with(List<Header> others) {
            List<Header> more = new ArrayList<>(headers);
            more.addAll(others);
            return new Whole(status, contentType, bytes, length, more);
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public String contentType() {
            return contentType;
        }

        @Override
        public List<Header> headers() {
            return headers;
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }
    }

    /** An answer that is written while it is sent, such as an export of years. */
    record Streamed(int status, String contentType, List<Header> headers, Body body) implements Answer {
        public Streamed {
            headers = List.copyOf(headers);
        }
    }

    /** Writes the bytes of a streamed answer; a client that goes away ends it with an {@link IOException}. */
    @FunctionalInterface
    interface Body extends AutoCloseable {
        void write(OutputStream out) throws IOException;

        /** Called once the answer is sent or given up, also where nothing of it was written. */
        @Override
        default void close() {}
    }

    /** An object. */
    static Whole json(int status, JsonShape shape) {
        JsonOut out = new JsonOut();
        shape.write(out);
        return json(status, out);
    }

    static Whole json(int status, JsonOut out) {
        return new Whole(status, MediaTypes.JSON, out.bytes(), out.length(), List.of());
    }

    static Whole ok(JsonShape shape) {
        return json(200, shape);
    }

    static Whole created(JsonShape shape) {
        return json(201, shape);
    }

    static Whole text(int status, String contentType, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes(status, contentType, bytes);
    }

    static Whole bytes(int status, String contentType, byte[] bytes) {
        return new Whole(status, contentType, bytes, bytes.length, List.of());
    }
}
