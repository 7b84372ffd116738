package dev.florin.server.gateway.calls;

import dev.florin.core.ledger.ReasonCode;
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
     * @param mostOutput the limit sent, times the choices
     * @param written what the text of the answer was counted to
     */
    static Verdict finished(Said said, UsageReading reading, Count input, OptionalLong mostOutput, Count written) {
        Charged used =
                reading.within(input, mostOutput, said.hasContent()) instanceof UsageReading.Counted(UsageCounts counts)
                        ? new Charged(counts, false)
                        : counted(input, mostOutput, written);
        if (said.hasFailed() && !said.hasContent()) {
            return new Free(ReasonCode.FAILED, reading instanceof UsageReading.Missing ? null : used);
        }
        return said.hasContent() || said.endedByLimit() || said.hasReasoning()
                ? used
                : new Free(ReasonCode.EMPTY, used);
    }

    /** Of an answer that broke off, or that its caller left: what was passed on is paid, where there was content. */
    static Verdict brokeOff(Said said, Count input, OptionalLong mostOutput, Count written) {
        return said.hasContent() ? counted(input, mostOutput, written) : new Free(ReasonCode.FAILED);
    }

    /** Our own count, which is never more than the hold. */
    static Charged counted(Count input, OptionalLong mostOutput, Count written) {
        long output = mostOutput.isPresent() ? Math.min(written.likely(), mostOutput.getAsLong()) : 0;
        return new Charged(new UsageCounts(input.likely(), output, Map.of()), true);
    }
}
