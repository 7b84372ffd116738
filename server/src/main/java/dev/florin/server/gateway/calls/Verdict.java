package dev.florin.server.gateway.calls;

import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.pricing.TokenClass;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.wire.Said;
import dev.florin.server.gateway.wire.UsageCounts;
import dev.florin.server.gateway.wire.UsageReading;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the customer pays for a call that the provider was asked. */
public sealed interface Verdict {
    /**
     * The call is charged.
     *
     * @param estimated whether the counts are ours, because the provider told none that can be
     */
    record Charged(UsageCounts counts, boolean estimated) implements Verdict {}

    /**
     * The call is free.
     *
     * @param carried what its provider counted all the same, which the operator carries; absent = nothing
     */
    record Free(ReasonCode reason, @Nullable Charged carried) implements Verdict {
        /** Nobody pays anything. */
        Free(ReasonCode reason) {
            this(reason, null);
        }
    }

    /**
     * Of an answer that came to its end.
     *
     * @param input what the request was counted to
     * @param mostOutput the limit sent, times the choices; empty where the model does not write
     * @param written what the text of the answer was counted to
     */
    static Verdict finished(Said said, UsageReading reading, Count input, OptionalLong mostOutput, Count written) {
        // A model that does not write, as of embeddings, has no output to count.
        boolean wrote = said.hasContent() && mostOutput.isPresent();
        Charged used = reading.within(input, mostOutput, wrote) instanceof UsageReading.Counted(UsageCounts counts)
                ? new Charged(counts, false)
                : counted(input, mostOutput, written);
        if (said.hasFailed() && !said.hasContent()) {
            return new Free(ReasonCode.FAILED, used);
        }
        // Thinking that nobody is shown is told by the usage alone.
        boolean thought = said.hasReasoning() || used.counts().parts().containsKey(TokenClass.REASONING);
        return said.hasContent() || said.endedByLimit() || thought ? used : new Free(ReasonCode.EMPTY, used);
    }

    /** Of an answer that broke off: what was passed on is paid, where there was content. */
    static Verdict brokeOff(Said said, Count input, OptionalLong mostOutput, Count written) {
        Charged used = counted(input, mostOutput, written);
        return said.hasContent() ? used : new Free(ReasonCode.FAILED, used);
    }

    /**
     * Of a call that ended before it was answered.
     *
     * @param read whether its provider may have read it, and so may bill the input
     */
    static Free unanswered(ReasonCode reason, boolean read, Count input) {
        return new Free(reason, read ? counted(input, OptionalLong.empty(), Count.ZERO) : null);
    }

    /** Our own count, which is never more than the hold. */
    static Charged counted(Count input, OptionalLong mostOutput, Count written) {
        long output = mostOutput.isPresent() ? Math.min(written.likely(), mostOutput.getAsLong()) : 0;
        return new Charged(new UsageCounts(input.likely(), output, Map.of()), true);
    }
}
