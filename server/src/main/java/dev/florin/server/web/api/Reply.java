package dev.florin.server.web.api;

import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.JsonShape;

/**
 * What a command is answered with when it took effect, now or before.
 *
 * @param replayed whether the same request took effect before, and nothing changed now
 */
record Reply(int status, JsonShape body, boolean replayed) {
    private static final String REPLAYED = "Idempotent-Replayed";

    Answer answer() {
        Answer.Whole answer = Answer.json(status, body);
        return replayed ? answer.with(REPLAYED, "true") : answer;
    }
}
