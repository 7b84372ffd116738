package dev.florin.sandbox.models.calls;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls that were received, the last {@value #MOST} of them, in memory. Thread-safe. */
public final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** As many as the controls promise. */
    private static final int MOST = 20_000;

    /** A larger body is not shown. */
    private static final int LARGEST_BODY = 4 << 20;

    /** What the bodies may take of the heap together; then the oldest are left out. */
    private static final long BODY_BYTES = 64L << 20;

    private static final byte[] LINE_END = {'\n'};

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Call> calls = new ArrayDeque<>();

    /** The calls whose bodies are still kept, oldest first. */
    private final Deque<Call> bodies = new ArrayDeque<>();

    private long bodyBytes;
    private long lastSeq;

    public Calls(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes down a call that has come.
     *
     * @param json true if the body is JSON
     */
    public Call received(Call.Asked asked, byte[] body, boolean json) {
        Optional<Body> kept = body.length > LARGEST_BODY ? Optional.empty() : Optional.of(new Body(body, json));
        lock.lock();
        try {
            Call call = new Call(++lastSeq, clock.instant(), asked, kept);
            keep(call);
            return call;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Call call) {
        calls.addLast(call);
        bodies.addLast(call);
        bodyBytes += call.keptBytes();
        while (calls.size() > MOST) {
            Call oldest = calls.removeFirst();
            if (oldest == bodies.peekFirst()) {
                bodies.removeFirst();
                bodyBytes -= oldest.keptBytes();
            }
        }
        while (bodyBytes > BODY_BYTES) {
            Call oldest = bodies.removeFirst();
            bodyBytes -= oldest.keptBytes();
            oldest.dropBody();
        }
    }

    /** Sums over what is shown. */
    static final class Totals {
        private long calls;
        private long open;
        private long input;
        private long output;

        void add(boolean isOpen, long inputTokens, long outputTokens) {
            calls++;
            open += isOpen ? 1 : 0;
            input += inputTokens;
            output += outputTokens;
        }

        private ObjectNode shown() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("calls", calls)
                    .put("open", open)
                    .put("input_tokens", input)
                    .put("output_tokens", output);
        }
    }

    /** The calls of one model or all, younger than {@code since}, as JSON. */
    public byte[] shown(Optional<String> model, long since) {
        Totals totals = new Totals();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("{\"data\":[".getBytes(StandardCharsets.US_ASCII));
        String comma = "";
        for (Call call : chosen(model, since)) {
            call.addTo(totals);
            out.writeBytes(comma.getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(call.shown());
            comma = ",";
        }
        out.writeBytes(("],\"totals\":" + totals.shown() + "}").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private List<Call> chosen(Optional<String> model, long since) {
        lock.lock();
        try {
            List<Call> chosen = new ArrayList<>();
            for (Call call : calls) {
                if (call.seq() > since
                        && model.filter(name -> !name.equals(call.model())).isEmpty()) {
                    chosen.add(call);
                }
            }
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    public void forget(Optional<String> model) {
        lock.lock();
        try {
            calls.removeIf(call -> model.isEmpty() || call.model().equals(model.get()));
            bodies.removeIf(call -> model.isEmpty() || call.model().equals(model.get()));
            bodyBytes = bodies.stream().mapToLong(Call::keptBytes).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Writes all of it, one call a line, for the next process. */
    public void save(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Call call : chosen(Optional.empty(), 0)) {
                out.write(call.shown());
                out.write(LINE_END);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes up what an earlier process wrote. */
    public void load(Path file) {
        JsonMapper json = JsonMapper.builder().build();
        lock.lock();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                Call call = Call.of(json.readTree(line));
                keep(call);
                lastSeq = Math.max(lastSeq, call.seq());
            });
        } catch (IOException | JacksonException e) {
            LOG.warn("the record of earlier calls ends in the middle of a line", e);
        } finally {
            lock.unlock();
        }
    }
}
