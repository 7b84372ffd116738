package dev.florin.server.gateway.wire;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.OutputTally;
import dev.florin.server.gateway.tokens.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Meters a stream frame by frame: what was said, what it comes to, and when it is over. Not thread-safe.
 *
 * <p>Frames pass unchanged and at once. Only the one that carries the last usage waits: until the stream is over and the cost
 * is known, which is then written into it. A frame that carries usage and turns out not to be the last is sent as it came.
 */
public abstract sealed class StreamMeter permits ChatMeter, ResponsesMeter, MessagesMeter {
    private final OutputTally tally;
    private final Said said;
    private final List<byte[]> tail = new ArrayList<>();
    private UsageReading usage = new UsageReading.Missing();
    private @Nullable SseFrame waiting;
    private @Nullable SseFrame failure;
    private Json.@Nullable Members waitingRoot;
    private long contentFrames;
    private boolean over;

    StreamMeter(Tokens tokens, String provider, String upstreamModel) {
        tally = new OutputTally(tokens, provider, upstreamModel);
        said = new Said(tally::add);
    }

    /**
     * The meter of one stream.
     *
     * @param provider who answers, and what they call the model: decides how output is counted
     */
    public static StreamMeter of(CallRequest request, Tokens tokens, String provider, String upstreamModel) {
        return switch (request.dialect()) {
            case OPENAI_CHAT -> new ChatMeter(tokens, provider, upstreamModel, request);
            case OPENAI_RESPONSES -> new ResponsesMeter(tokens, provider, upstreamModel, request.writesLongCache());
            case ANTHROPIC_MESSAGES -> new MessagesMeter(tokens, provider, upstreamModel, request.writesLongCache());
            case OPENAI_EMBEDDINGS, ANTHROPIC_COUNT -> throw new IllegalArgumentException("does not stream");
        };
    }

    /** Meters the next frame. What follows the end is dropped. */
    public final Step take(SseFrame frame) {
        if (over) {
            return Step.Send.NOTHING;
        }
        byte[] data = frame.data();
        if (data == null) {
            return send(frame);
        }
        if (frame.isDone()) {
            return over(frame);
        }
        Optional<Json.Members> root = JsonReader.objectIn(data);
        // What cannot be read is the caller's to judge: it passes, and counts nothing.
        return root.isEmpty() ? send(frame) : metered(frame, root.get());
    }

    /** The provider's bytes have ended; {@link Step.Over#whole} where the answer had. */
    public final Step end() {
        if (over) {
            return Step.Send.NOTHING;
        }
        over = true;
        return new Step.Over(said.finish().isPresent() && !said.hasFailed());
    }

    public Said said() {
        return said;
    }

    /** From whichever frame carried it last. */
    public UsageReading usage() {
        return usage;
    }

    /** What the content so far comes to, counted and not told; hidden thinking is not in it. */
    public Count outputSoFar() {
        return tally.soFar();
    }

    /** How many frames carried content or thinking. */
    public long contentFrames() {
        return contentFrames;
    }

    /** What ends the stream for the caller once it is settled, with the cost; without, where there is no row. */
    public final List<byte[]> closing(@Nullable CostNote note) {
        Check.invariant(over, "the stream is not over");
        List<byte[]> bytes = new ArrayList<>();
        SseFrame frame = waiting;
        Json.Members root = waitingRoot;
        if (frame != null && root != null) {
            byte[] priced = note == null ? null : priced(root, note);
            if (priced == null && note != null) {
                bytes.add(ascii(note.comment()));
            }
            bytes.add(
                    priced == null
                            ? frame.raw()
                            : SseFrame.of(frame.event(), priced).raw());
        } else if (note != null) {
            bytes.add(ascii(note.comment()));
        }
        bytes.addAll(tail);
        return bytes;
    }

    /**
     * Ends a stream that the gateway stops, as if the model had reached its output limit.
     *
     * @param counts what is charged
     */
    public final List<byte[]> stopped(UsageCounts counts, CostNote note) {
        over = true;
        List<byte[]> bytes = new ArrayList<>();
        SseFrame frame = waiting;
        if (frame != null) {
            bytes.add(frame.raw());
        }
        bytes.addAll(length(counts, note));
        return bytes;
    }

    /**
     * Ends a stream that broke off, with the error that tells so: the provider's own where it said one. With a comment on the
     * cost where there was content.
     */
    public final List<byte[]> broken(String message, @Nullable CostNote note) {
        over = true;
        List<byte[]> bytes = new ArrayList<>();
        SseFrame frame = waiting;
        if (frame != null) {
            bytes.add(frame.raw());
        }
        if (note != null) {
            bytes.add(ascii(note.comment()));
        }
        bytes.add((failure == null ? error(message) : failure).raw());
        return bytes;
    }

    abstract Step metered(SseFrame frame, Json.Members root);

    /** The frame's JSON with the cost in it; null where there is no usage to put it into. */
    abstract byte @Nullable [] priced(Json.Members root, CostNote note);

    /** The dialect's own end at the limit. */
    abstract List<byte[]> length(UsageCounts counts, CostNote note);

    abstract SseFrame error(String message);

    final void usage(UsageReading reading) {
        // A later frame may say nothing, as with usage: {}; what was said before stands.
        if (!(reading instanceof UsageReading.Missing)) {
            usage = reading;
        }
    }

    final void countFrame() {
        contentFrames++;
    }

    /** Sends a frame, and before it the one that waited: that was not the last with usage, or comes too early. */
    final Step send(SseFrame frame) {
        SseFrame earlier = waiting;
        if (earlier == null || frame.data() == null) {
            return new Step.Send(List.of(frame.raw()));
        }
        waiting = null;
        waitingRoot = null;
        return new Step.Send(List.of(earlier.raw(), frame.raw()));
    }

    /** Sends a frame past the one that waits, because it says nothing about the answer. */
    final Step pass(SseFrame frame) {
        return new Step.Send(List.of(frame.raw()));
    }

    /** Keeps the frame until the cost is known. */
    final Step wait(SseFrame frame, Json.Members root) {
        SseFrame earlier = waiting;
        waiting = frame;
        waitingRoot = root;
        return earlier == null ? Step.Send.NOTHING : new Step.Send(List.of(earlier.raw()));
    }

    /** The frame is the last, to be sent after the cost. */
    final Step over(SseFrame frame) {
        over = true;
        tail.add(frame.raw());
        return new Step.Over(!said.hasFailed());
    }

    /** The frame is the last and gets the cost; what waited before it says less. */
    final Step over(SseFrame frame, Json.Members root) {
        over = true;
        waiting = frame;
        waitingRoot = root;
        return new Step.Over(!said.hasFailed());
    }

    /** The provider says that it failed, which is its last word, whether it closes the connection or not. */
    final Step failed(SseFrame frame) {
        said.failed();
        over = true;
        failure = new SseFrame(Envelope.clean(frame.raw()), frame.event(), frame.data());
        return new Step.Over(false);
    }

    /** An object with the cost in its usage; null where it has none. */
    static byte @Nullable [] withCost(Json.Members within, CostNote note) {
        Json.Members usage = within.members("usage");
        if (usage == null) {
            return null;
        }
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("usage", note.into(usage));
        return JsonText.changed(within, set, Set.of());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
