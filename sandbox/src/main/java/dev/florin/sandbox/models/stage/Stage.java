package dev.florin.sandbox.models.stage;

import static dev.florin.sandbox.models.script.OrderedAnswer.NEVER;

import dev.florin.sandbox.models.calls.Call;
import dev.florin.sandbox.models.calls.State;
import dev.florin.sandbox.models.script.OrderedAnswer;
import dev.florin.sandbox.models.script.OrderedAnswer.Breaks;
import dev.florin.sandbox.models.script.OrderedAnswer.Timing;
import dev.florin.sandbox.models.script.Scripts;
import dev.florin.sandbox.models.wire.WireExchange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an answer goes out: a dialect hands over frame by frame, and the stage keeps the pace, lets the ordered faults
 * strike, and counts what was sent. A record is written before the bytes that it speaks of, so that whoever has read the
 * answer finds it. For the one thread that answers.
 */
public final class Stage {
    /** Between two tokens of reasoning passes this part of the time between two frames. */
    private static final int REASONING_PACE = 8;

    private static final int SERVER_ERROR = 500;
    private static final byte[] NOTHING = {};
    private static final byte[] MALFORMED =
            "data: {\"id\": \"broken\", \"choices\": [{\"delta\": {\"con\n\n".getBytes(StandardCharsets.UTF_8);

    private final WireExchange wire;
    private final Call call;
    private final OrderedAnswer answer;
    private final Scripts scripts;
    private final Dialect dialect;
    private int contentFrames;
    private boolean started;

    public Stage(WireExchange wire, Call call, OrderedAnswer answer, Scripts scripts, Dialect dialect) {
        this.wire = wire;
        this.call = call;
        this.answer = answer;
        this.scripts = scripts;
        this.dialect = dialect;
    }

    private Timing timing() {
        return answer.timing();
    }

    private void pause(int millis) {
        wire.pause(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** What comes before any answer: waits, a closed connection, an error. */
    public void arrive() {
        pause(timing().delayMillis());
        if (timing().waitAfter() == NEVER) {
            timing().waitFor().map(scripts::latch).ifPresent(wire::await);
        }
        if (answer.refusal().refuse()) {
            call.turnedAway();
            wire.cut(false);
            throw new Ended();
        }
        if (answer.isError()) {
            refuse(answer.refusal().status(), error());
        }
    }

    private ObjectNode error() {
        return answer.refusal().error().orElseGet(JsonNodeFactory.instance::objectNode);
    }

    /** An error instead of an answer. */
    public void refuse(int status, ObjectNode given) {
        call.refused(status);
        wire.answer(status, headers("application/json"), bytes(dialect.error(status, given)));
        throw new Ended();
    }

    private static byte[] bytes(JsonNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> headers(String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.putAll(dialect.headers());
        headers.putAll(answer.refusal().headers());
        return headers;
    }

    private int status() {
        return answer.refusal().status() == 0 ? 200 : answer.refusal().status();
    }

    /** A whole answer, of {@code output} tokens. */
    public void whole(JsonNode body, int output, Optional<JsonNode> usage) {
        pause(timing().firstFrameMillis());
        Breaks breaks = answer.breaks();
        if (breaks.errorAfter() != NEVER) {
            refuse(SERVER_ERROR, error());
        }
        byte[] bytes = bytes(body);
        call.answering(status());
        if (breaks.malformedAfter() != NEVER) {
            bytes = Arrays.copyOf(bytes, bytes.length - 1);
        }
        int stop = stop(breaks, body, bytes);
        if (stop == NEVER && timing().waitAfter() == NEVER) {
            call.sends(output, false);
            usage.ifPresent(call::sendsUsage);
            call.ended(State.FINISHED);
            wire.answer(status(), headers("application/json"), bytes);
            return;
        }
        int sent = stop == NEVER ? bytes.length / 2 : stop;
        wire.answer(status(), headers("application/json"), bytes, sent);
        if (stop == NEVER) {
            timing().waitFor().map(scripts::latch).ifPresent(wire::await);
            call.sends(output, false);
            usage.ifPresent(call::sendsUsage);
            call.ended(State.FINISHED);
            wire.rest(bytes, sent);
            return;
        }
        if (breaks.stallAfter() != NEVER) {
            wire.awaitLeft();
        }
        cut();
    }

    /** After how many bytes of a whole answer something breaks it. */
    private static int stop(Breaks breaks, JsonNode body, byte[] bytes) {
        if (breaks.cutAfter() != NEVER || breaks.stallAfter() != NEVER) {
            return Math.max(breaks.cutAfter(), breaks.stallAfter()) == 0 ? 0 : bytes.length / 2;
        }
        if (!breaks.cutBeforeUsage()) {
            return NEVER;
        }
        int usage = body.toString().lastIndexOf("\"usage\"");
        return usage < 0
                ? bytes.length / 2
                : body.toString().substring(0, usage).getBytes(StandardCharsets.UTF_8).length;
    }

    private void cut() {
        call.ended(State.CUT);
        wire.cut(answer.breaks().reset());
        throw new Ended();
    }

    /** Begins a stream. */
    public void open() {
        call.answering(status());
        Map<String, String> headers = headers("text/event-stream; charset=utf-8");
        headers.put("Cache-Control", "no-cache");
        wire.begin(status(), headers);
        afterContent();
    }

    /** Reasoning that nobody is shown: it takes time and counts. */
    public void think(int tokens) {
        call.sends(tokens, false);
        wire.pause(TimeUnit.MILLISECONDS.toNanos(timing().pauseMillis()) / REASONING_PACE * tokens);
    }

    /** A wait of its own before the next frame. */
    public void rest(int millis) {
        pause(millis);
    }

    /** The next frame of the stream. */
    public void frame(Frame frame) {
        if (!started) {
            started = true;
            pause(timing().firstFrameMillis());
        }
        switch (frame.part()) {
            case FRAME -> send(frame);
            case REASONING -> {
                wire.pause(TimeUnit.MILLISECONDS.toNanos(timing().pauseMillis()) / REASONING_PACE * frame.tokens());
                send(frame);
            }
            case CONTENT -> content(frame);
            case USAGE, END -> {
                if (answer.breaks().cutBeforeUsage()) {
                    cut();
                }
                if (frame.part() == Frame.Part.USAGE) {
                    pause(timing().usageDelayMillis());
                }
                send(frame);
            }
        }
    }

    private void content(Frame frame) {
        if (contentFrames > 0) {
            pause(timing().pauseMillis());
        }
        contentFrames++;
        send(frame);
        if (!frame.last()) {
            afterContent();
        }
    }

    private void send(Frame frame) {
        call.sends(frame.tokens(), frame.part() == Frame.Part.CONTENT);
        frame.usage().ifPresent(call::sendsUsage);
        if (frame.last()) {
            boolean broken = contentFrames > 0 && frame.part() == Frame.Part.CONTENT && breaksNow();
            if (!broken) {
                call.ended(State.FINISHED);
                wire.lastPiece(frame.bytes());
                return;
            }
        }
        wire.piece(frame.bytes());
        if (frame.last()) {
            afterContent();
            finish();
        }
    }

    private boolean breaksNow() {
        Breaks breaks = answer.breaks();
        return breaks.cutAfter() == contentFrames
                || breaks.stallAfter() == contentFrames
                || breaks.malformedAfter() == contentFrames
                || breaks.errorAfter() == contentFrames
                || timing().waitAfter() == contentFrames;
    }

    /** The stream's end, where no frame says it. */
    public void finish() {
        call.ended(State.FINISHED);
        wire.lastPiece(NOTHING);
    }

    /** Lets strike what is ordered for this moment. */
    private void afterContent() {
        Breaks breaks = answer.breaks();
        if (timing().waitAfter() == contentFrames) {
            timing().waitFor().map(scripts::latch).ifPresent(wire::await);
        }
        if (breaks.malformedAfter() == contentFrames) {
            wire.piece(MALFORMED);
        }
        if (breaks.errorAfter() == contentFrames) {
            call.ended(State.CUT);
            wire.lastPiece(dialect.errorFrame(error()).bytes());
            wire.cut(false);
            throw new Ended();
        }
        if (breaks.stallAfter() == contentFrames) {
            wire.awaitLeft();
        }
        if (breaks.cutAfter() == contentFrames) {
            cut();
        }
    }
}
