package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with support.
 *
 * @param account absent where a visitor asked
 * @param email of the visitor; absent where a customer asked, whose address the directory knows
 * @param about the row of the account's history that it is about
 * @param messages how many there are; they are numbered from 1
 * @param seen up to which message the customer has seen it
 * @param updatedAt when somebody wrote last, or closed it
 */
public record Ticket(
        TicketNumber number,
        @Nullable AccountNumber account,
        @Nullable String email,
        @Nullable Long about,
        State state,
        int messages,
        int seen,
        Instant createdAt,
        Instant updatedAt) {
    /** Whose turn it is. */
    public enum State {
        /** Support's. */
        WAITING,
        /** The customer's. */
        ANSWERED,
        /** Nobody's, until the customer writes again. */
        CLOSED;

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

    /** Which side wrote a message. */
    public enum Author {
        CUSTOMER,
        STAFF;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One thing that was said. */
    public record Message(int number, Author author, String text, Instant at) {}
}
