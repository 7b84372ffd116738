package dev.florin.server.gateway.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of server-sent events into frames, in whatever pieces its bytes come. Not thread-safe.
 *
 * <p>Lines end in LF, CR or CRLF, also mixed; a frame ends with an empty line. All frames' raw bytes together, with
 * {@link #rest}, are the bytes that came. A CR that ends what has come so far ends its line at once: a frame is never held
 * back until the next one begins. If an LF follows, it begins the next frame's raw bytes and means nothing there.
 */
public final class SseReader {
    /** The longest frame there is: an answer of 128,000 tokens repeated whole by Responses' last event, with an image. */
    public static final int LONGEST_FRAME = 16 * 1024 * 1024;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final int longest;
    private ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream data;
    private @Nullable String event;
    /** Whether a line that says anything stands in the frame: empty lines alone make none. */
    private boolean filled;

    private boolean afterCr;
    private boolean atStart = true;

    public SseReader() {
        this(LONGEST_FRAME);
    }

    SseReader(int longest) {
        this.longest = longest;
    }

    /**
     * The frames that these bytes complete.
     *
     * @throws StreamTooLong where a frame is longer than any can be
     */
    public List<SseFrame> read(byte[] bytes, int from, int to) {
        List<SseFrame> frames = new ArrayList<>();
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            raw.write(next);
            if (raw.size() > longest) {
                throw new StreamTooLong();
            }
            if (next == LF && afterCr) {
                afterCr = false;
                continue;
            }
            afterCr = next == CR;
            if (next != CR && next != LF) {
                line.write(next);
            } else if (line.size() > 0) {
                take(line.toByteArray());
                line.reset();
            } else if (filled) {
                // The LF of this CRLF, where it is here already, belongs to this frame.
                if (next == CR && i + 1 < to && bytes[i + 1] == LF) {
                    raw.write(LF);
                    afterCr = false;
                    i++;
                }
                frames.add(frame());
            }
        }
        return frames;
    }

    /** What came last without an empty line behind it: a frame cut off, which clients do not see as an event. */
    public Optional<byte[]> rest() {
        return raw.size() == 0 ? Optional.empty() : Optional.of(raw.toByteArray());
    }

    private SseFrame frame() {
        SseFrame frame = new SseFrame(raw.toByteArray(), event, data == null ? null : data.toByteArray());
        raw = new ByteArrayOutputStream();
        data = null;
        event = null;
        filled = false;
        return frame;
    }

    private void take(byte[] said) {
        int start = 0;
        if (atStart && said.length >= 3 && said[0] == (byte) 0xEF && said[1] == (byte) 0xBB && said[2] == (byte) 0xBF) {
            start = 3;
        }
        atStart = false;
        filled = true;
        int colon = start;
        while (colon < said.length && said[colon] != ':') {
            colon++;
        }
        String field = new String(said, start, colon - start, StandardCharsets.UTF_8);
        int value = Math.min(said.length, colon + 1);
        if (value < said.length && said[value] == ' ') {
            value++;
        }
        if (field.equals("data")) {
            if (data == null) {
                data = new ByteArrayOutputStream();
            } else {
                data.write(LF);
            }
            data.write(said, value, said.length - value);
        } else if (field.equals("event")) {
            event = new String(said, value, said.length - value, StandardCharsets.UTF_8);
        }
    }
}
