package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.gateway.wire.Answer;
import dev.florin.server.gateway.wire.Reading;
import java.util.Optional;
import java.util.OptionalLong;

/** Everything that a call which is answered in one piece can come to. */
public sealed interface CallResult {
    /** Nothing was sent, nothing is charged. */
    record NotAdmitted(Refusal why) implements CallResult {}

    /** The model is of a provider that nobody configured, or of none. Nothing was sent. */
    record NoProvider() implements CallResult {}

    /** Every upstream of the provider has as many calls as it may. Nothing was sent or held. */
    record Busy() implements CallResult {}

    /** The provider speaks the other dialect, which has no word for something that is asked. Nothing was sent. */
    record Unspeakable(Reading.Rejected why) implements CallResult {}

    /** The caller has made this very call before: its hold tells what became of it. Nothing was sent. */
    record AlreadyMade(long hold) implements CallResult {}

    /**
     * The provider answered.
     *
     * @param loweredTo the output limit, where the balance did not pay the one asked for
     * @param answer in the caller's dialect
     * @param row what was booked; empty where the hold had expired without a trace
     */
    record Finished(Hold hold, Answer answer, OptionalLong loweredTo, Optional<Transaction> row)
            implements CallResult {}

    /**
     * The provider refused; free of charge.
     *
     * @param refused its status and body, as they came, or translated
     */
    record Refused(Hold hold, ProviderClient.Result.Answered refused) implements CallResult {}

    /** The server is stopping and did not wait for the answer; free of charge. */
    record Stopped(Hold hold) implements CallResult {}

    /** Nobody waits for the answer any more. */
    record Left(Hold hold) implements CallResult {}

    /** The provider could not be reached, or fell silent; free of charge. */
    record Failed(Hold hold) implements CallResult {}
}
