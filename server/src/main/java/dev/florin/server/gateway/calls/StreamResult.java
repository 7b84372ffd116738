package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.server.gateway.wire.Reading;
import java.util.OptionalLong;

/** Everything that asking for a stream can come to. */
public sealed interface StreamResult {
    /** There is no stream; answered as a call in one piece would be. */
    record NotOpened(CallResult why) implements StreamResult {}

    /** The provider speaks the other dialect, which has no word for something that is asked. Nothing was sent. */
    record Unspeakable(Reading.Rejected why) implements StreamResult {}

    /**
     * The provider accepted.
     *
     * @param loweredTo the output limit, where the balance did not pay the one asked for
     * @param answer to be passed on, or closed
     */
    record Opened(Hold hold, OptionalLong loweredTo, AnswerStream answer) implements StreamResult {}
}
