package dev.florin.server.web.assistant;

import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer on its way to a page, as server-sent events: blocks that are finished are sent once, the last one whenever it has
 * grown, and what it has cost so far.
 */
final class AnswerStreamed {
    /** Faster than this nobody reads, and every event sets the last block anew. */
    private static final long BETWEEN_MILLIS = 70;

    /** Something is sent this often at least, so that whoever has left is noticed. */
    private static final Duration BEAT = Duration.ofSeconds(3);

    private static final JsonMapper JSON = new JsonMapper();

    private AnswerStreamed() {}

    static Answer of(RunningAnswer answer) {
        return answer(out -> follow(answer, out));
    }

    /** Of an answer that is not made here: it is there already, or another process makes it. */
    static Answer elsewhere(boolean running) {
        return answer(out -> write(out, running ? Map.of("elsewhere", true) : Map.of("over", true)));
    }

    private static Answer answer(Answer.Body body) {
        return new Answer.Streamed(
                200, "text/event-stream", List.of(new Answer.Header("X-Accel-Buffering", "no")), body);
    }

    private static void follow(RunningAnswer answer, OutputStream out) throws IOException {
        int finished = 0;
        int known = 0;
        boolean first = true;
        try {
            while (true) {
                RunningAnswer.Progress progress = answer.await(known, BEAT);
                List<String> blocks = AnswerHtml.blocks(progress.text());
                int whole = Math.max(finished, blocks.size() - 1);
                Map<String, Object> event = new LinkedHashMap<>();
                event.put("first", first);
                event.put("add", blocks.subList(Math.min(finished, blocks.size()), Math.min(whole, blocks.size())));
                event.put("tail", blocks.isEmpty() ? "" : blocks.getLast());
                event.put(
                        "cost",
                        progress.cost().isZero()
                                ? ""
                                : "~" + Money.cost(progress.cost()).text());
                event.put("over", progress.over());
                write(out, event);
                if (progress.over()) {
                    return;
                }
                first = false;
                finished = whole;
                known = progress.text().length();
                Thread.sleep(BETWEEN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, Map<String, ?> event) throws IOException {
        out.write(("data: " + JSON.writeValueAsString(event) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
