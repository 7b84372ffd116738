package dev.florin.server.gateway.wire;

import dev.florin.server.gateway.tokens.Count;
import java.util.OptionalLong;

/** What a provider said about the tokens of a call. */
public sealed interface UsageReading {
    /** It said numbers that can be a usage. */
    record Counted(UsageCounts counts) implements UsageReading {}

    /** It said nothing. */
    record Missing() implements UsageReading {}

    /** It said what no call can have used, such as fractions, or parts larger than their whole. */
    record Contradictory(String reason) implements UsageReading {}

    /**
     * This, or contradictory where the call could not have used so much: more input than the bound and a tenth, more output
     * than the limit that was sent, or no output although there was content.
     *
     * @param input what the request was counted to
     * @param outputTokens the limit sent, times the choices; empty where none was
     * @param hasContent whether the answer held any
     */
    default UsageReading within(Count input, OptionalLong outputTokens, boolean hasContent) {
        if (!(this instanceof Counted(UsageCounts counts))) {
            return this;
        }
        if (counts.input() > input.most() + input.most() / 10) {
            return new Contradictory("more input than was sent");
        }
        if (outputTokens.isPresent() && counts.output() > outputTokens.getAsLong()) {
            return new Contradictory("more output than was allowed");
        }
        if (hasContent && counts.output() == 0) {
            return new Contradictory("content without output");
        }
        return this;
    }
}
