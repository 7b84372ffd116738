package dev.florin.server.storage;

import dev.florin.core.money.Amount;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A customer's conversation with models.
 *
 * @param number counts within the account
 * @param title how its first question begins
 * @param messages how many there are; they are numbered from 1
 */
public record Conversation(
        ConversationNumber number, Kind kind, String title, int messages, Instant createdAt, Instant updatedAt) {
    /** On which page it is held. */
    public enum Kind {
        CHAT,
        CODE;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far an answer is. */
    public enum State {
        RUNNING,
        DONE,
        /** A limit ended it before the model had. */
        CUT,
        /** The customer did. */
        STOPPED,
        FAILED,
        /** Nothing was sent: the same question goes on once there is credit. */
        NO_CREDIT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofCode(String code) {
            return Arrays.stream(values())
                    .filter(state -> state.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(code));
        }
    }

    /**
     * What it cost.
     *
     * @param sequence of the row of the account's history
     */
    public record Cost(long sequence, Amount amount) {}

    /**
     * A question, or the answer to the one before it.
     *
     * @param byModel whether it is an answer
     * @param model that answers, as the customer chose it
     * @param language that code is to be written in; absent in a chat
     * @param why an answer failed, or is not whole
     * @param cost absent while nothing was charged
     */
    public record Message(
            int number,
            boolean byModel,
            String text,
            String model,
            @Nullable String language,
            State state,
            @Nullable String why,
            @Nullable Cost cost,
            Instant at) {
        @Override
        public String toString() {
            return "message " + number; // never what it says
        }
    }
}
