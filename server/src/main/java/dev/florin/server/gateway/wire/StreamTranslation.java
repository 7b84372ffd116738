package dev.florin.server.gateway.wire;

import java.util.List;

/** Turns a stream of one dialect into one of the other, event by event. Not thread-safe. */
public sealed interface StreamTranslation permits ChatStreamAsMessages, MessagesStreamAsChat {
    /** What the caller gets for a frame of the provider's: as many frames as it takes, or none. */
    List<SseFrame> take(SseFrame frame);

    /** What is still to be said of an answer that had come to its end when the provider's bytes ended early. */
    List<SseFrame> end();
}
