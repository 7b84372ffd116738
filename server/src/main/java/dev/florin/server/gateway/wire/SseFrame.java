package dev.florin.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One event of a stream of server-sent events, or comments between two, with the very bytes that it came in. */
public final class SseFrame {
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");

    private final byte[] raw;
    private final @Nullable String event;
    private final byte @Nullable [] data;

    SseFrame(byte[] raw, @Nullable String event, byte @Nullable [] data) {
        this.raw = raw;
        this.event = event;
        this.data = data;
    }

    /** A frame of our own; data of several lines, as a provider may spell its JSON, takes as many. */
    static SseFrame of(@Nullable String event, byte[] data) {
        String text = (event == null ? "" : "event: " + event + "\n")
                + "data: "
                + LINE_END.matcher(new String(data, StandardCharsets.UTF_8)).replaceAll("\ndata: ")
                + "\n\n";
        return new SseFrame(text.getBytes(StandardCharsets.UTF_8), event, data);
    }

    /** As it came, its empty line included. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Its name; null where it has none. */
    @Nullable
    String event() {
        return event;
    }

    /** Its data lines joined by line feeds; null where it has none, as comments. */
    byte @Nullable [] data() {
        return data;
    }

    boolean isDone() {
        return data != null && new String(data, StandardCharsets.UTF_8).strip().equals("[DONE]");
    }
}
