package dev.florin.server.gateway.wire;

/** What a call speaks: one API of one provider, which others speak too. */
public enum Dialect {
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    OPENAI_EMBEDDINGS,
    ANTHROPIC_MESSAGES,
    /** Asks only how long the input of a message is; free. */
    ANTHROPIC_COUNT;

    public boolean isAnthropic() {
        return this == ANTHROPIC_MESSAGES || this == ANTHROPIC_COUNT;
    }

    /** Whether the model writes: otherwise there is no output to limit and no stream. */
    public boolean hasOutput() {
        return this != OPENAI_EMBEDDINGS && this != ANTHROPIC_COUNT;
    }
}
