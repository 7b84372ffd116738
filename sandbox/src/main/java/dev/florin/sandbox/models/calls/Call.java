package dev.florin.sandbox.models.calls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One call: what was asked, and how far its answer has come. Thread-safe. */
public final class Call {
    private final long seq;
    private final Instant at;
    private final Asked asked;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Body> body;
    private State state = State.WAITING;
    private int status;
    private int frames;
    private long inputTokens;
    private long outputTokens;
    private @Nullable JsonNode usage;

    /**
     * What came in.
     *
     * @param path in the dialect's own words
     * @param headers without credentials
     */
    public record Asked(
            String provider, String path, String model, boolean stream, long bodyBytes, ObjectNode headers) {}

    Call(long seq, Instant at, Asked asked, Optional<Body> body) {
        this.seq = seq;
        this.at = at;
        this.asked = asked;
        this.body = body;
    }

    /** As it was shown before a restart. */
    static Call of(JsonNode shown) {
        Asked asked = new Asked(
                shown.path("provider").asString(),
                shown.path("path").asString(),
                shown.path("model").asString(),
                shown.path("stream").asBoolean(),
                shown.path("body_bytes").asLong(),
                (ObjectNode) shown.path("headers"));
        Optional<Body> body = shown.has("body")
                ? Optional.of(new Body(shown.path("body").toString().getBytes(StandardCharsets.UTF_8), true))
                : Optional.empty();
        Call call = new Call(
                shown.path("seq").asLong(), Instant.parse(shown.path("at").asString()), asked, body);
        State state = State.valueOf(shown.path("state").asString().toUpperCase(Locale.ROOT));
        // Whoever called was the server that died.
        call.state = state.open() ? State.CALLER_LEFT : state;
        call.status = shown.path("status").asInt(0);
        call.frames = shown.path("frames_sent").asInt();
        call.inputTokens = shown.path("input_tokens").asLong();
        call.outputTokens = shown.path("output_tokens").asLong();
        call.usage = shown.path("usage_sent").isNull() ? null : shown.path("usage_sent");
        return call;
    }

    public long seq() {
        return seq;
    }

    String model() {
        return asked.model();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** The request makes sense, and counts so much. */
    public void counted(int input) {
        locked(() -> inputTokens = input);
    }

    /** The status line is about to go out. */
    public void answering(int sentStatus) {
        locked(() -> {
            state = State.ANSWERING;
            status = sentStatus;
        });
    }

    /** An error goes out instead of an answer: nothing of the request was used. */
    public void refused(int sentStatus) {
        locked(() -> {
            state = State.FINISHED;
            status = sentStatus;
            inputTokens = 0;
        });
    }

    /** A frame is about to go out. */
    public void sends(int tokens, boolean content) {
        locked(() -> {
            outputTokens += tokens;
            frames += content ? 1 : 0;
        });
    }

    public void sendsUsage(JsonNode sent) {
        locked(() -> usage = sent);
    }

    public void ended(State end) {
        locked(() -> state = end);
    }

    /** The connection is broken before a byte of it was answered: nothing of the request was used. */
    public void turnedAway() {
        locked(() -> {
            state = State.CUT;
            inputTokens = 0;
        });
    }

    int keptBytes() {
        lock.lock();
        try {
            return body.map(Body::keptBytes).orElse(0);
        } finally {
            lock.unlock();
        }
    }

    void dropBody() {
        locked(() -> body = Optional.empty());
    }

    void addTo(Calls.Totals totals) {
        locked(() -> totals.add(state.open(), inputTokens, outputTokens));
    }

    /** As the controls show it. */
    byte[] shown() {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("seq", seq)
                .put("at", at.toString())
                .put("provider", asked.provider())
                .put("path", asked.path())
                .put("model", asked.model())
                .put("stream", asked.stream())
                .put("body_bytes", asked.bodyBytes())
                .set("headers", asked.headers());
        Optional<Body> shownBody;
        lock.lock();
        try {
            shown.put("state", state.word());
            shown.set(
                    "status",
                    status == 0 ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.numberNode(status));
            shown.put("frames_sent", frames).put("input_tokens", inputTokens).put("output_tokens", outputTokens);
            shown.set("usage_sent", usage == null ? JsonNodeFactory.instance.nullNode() : usage);
            shownBody = body;
        } finally {
            lock.unlock();
        }
        byte[] bytes = shown.toString().getBytes(StandardCharsets.UTF_8);
        return shownBody.map(kept -> withBody(bytes, kept.shown())).orElse(bytes);
    }

    /** The body goes in as it came, without being read again. */
    private static byte[] withBody(byte[] shown, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(shown.length + body.length + 16);
        out.write(shown, 0, shown.length - 1);
        out.writeBytes(",\"body\":".getBytes(StandardCharsets.US_ASCII));
        for (byte one : body) {
            // Between the tokens of JSON a line's end is a space; inside one it cannot be.
            out.write(one == '\n' || one == '\r' ? ' ' : one);
        }
        out.write('}');
        return out.toByteArray();
    }
}
