package dev.florin.server.storage;

/** Which of an account's conversations with models it is. */
public record ConversationNumber(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
