package dev.florin.server.gateway.wire;

/** A body is not the JSON that it should be; the message says where and repeats nothing of it. */
final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
        super(message);
    }
}
