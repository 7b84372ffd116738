package dev.florin.sandbox.models.stage;

import dev.florin.sandbox.models.script.OrderedAnswer;

/** A request that was read, checked and counted. */
public interface Asking {
    /** What it counts as input. */
    int inputTokens();

    /** Answers it. */
    void answer(OrderedAnswer answer, Stage stage);
}
