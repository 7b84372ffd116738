package dev.florin.server.gateway.wire;

/** A provider sent a frame longer than any can be: the stream cannot be read any further. */
public final class StreamTooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamTooLong() {
        super("a frame of the stream is longer than " + SseReader.LONGEST_FRAME + " bytes");
    }
}
