package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.pricing.Usage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hold of a call alive that is answered in one piece, and tells the ledger once its provider has the request: then its
 * input is paid, should this process die. Nobody waits for it. Not thread-safe.
 */
final class WholeProgress implements StillWaiting {
    private static final Logger LOG = LoggerFactory.getLogger(WholeProgress.class);

    private final Ledger ledger;
    private final CallPlan plan;
    private final LiveHolds live;
    private final long hold;
    private @Nullable CompletableFuture<Outcome<Hold>> asked;
    private boolean recorded;
    private long next = System.nanoTime();

    WholeProgress(Ledger ledger, LiveHolds live, CallPlan plan, Hold hold) {
        this.ledger = ledger;
        this.plan = plan;
        this.live = live;
        this.hold = hold.number();
    }

    @Override
    public void told(boolean accepted) {
        hear();
        long now = System.nanoTime();
        boolean news = accepted && !recorded;
        if (asked == null && (news || now - next >= 0)) {
            next = now + StreamHold.PROGRESS_EVERY.toNanos();
            recorded = accepted;
            record(accepted);
        }
    }

    private void record(boolean accepted) {
        Usage progress = accepted ? Usage.of(plan.model(), plan.input().likely(), 0) : null;
        try {
            asked = ledger.submit(new Command.ExtendHold(
                    plan.payer().account(),
                    Till.fresh(plan.payer()),
                    hold,
                    null,
                    live.life(StreamHold.LIFE),
                    progress));
        } catch (LedgerFault e) {
            askAgain();
        }
    }

    /** Takes the answer, where it is there. */
    private void hear() {
        CompletableFuture<Outcome<Hold>> pending = asked;
        if (pending == null || !pending.isDone()) {
            return;
        }
        asked = null;
        try {
            if (pending.join() instanceof Outcome.Refused<Hold> refused) {
                LOG.atError()
                        .addKeyValue("hold", hold)
                        .addKeyValue("why", refused.refusal())
                        .log("progress could not be recorded");
            }
        } catch (CompletionException e) {
            askAgain();
        }
    }

    /** At the next look, in a second. */
    private void askAgain() {
        LOG.atWarn().addKeyValue("hold", hold).log("progress could not be recorded; asking again");
        next = System.nanoTime();
        recorded = false;
    }
}
