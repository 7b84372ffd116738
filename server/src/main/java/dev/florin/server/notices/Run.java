package dev.florin.server.notices;

import dev.florin.server.storage.Mails.Result;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param handled how many things were done
 * @param failed how many could not be, and are tried again
 */
public record Run(long handled, long failed) {
    static final Run NOTHING = new Run(0, 0);

    /** One mail; empty where somebody else had it. */
    static Run of(Optional<Result> result) {
        boolean failed = result.filter(each -> each instanceof Result.Failed || each instanceof Result.Dead)
                .isPresent();
        return failed ? new Run(0, 1) : new Run(result.isPresent() ? 1 : 0, 0);
    }

    public Run plus(Run other) {
        return new Run(handled + other.handled, failed + other.failed);
    }
}
