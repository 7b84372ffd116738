package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The holds of the calls that run in this process. A demo's clock that is moved is no fault of theirs: they are renewed before, for
 * as far as it goes, while the hold of a process that died meets its end. A real clock that is set forward asks nobody before: then a
 * hold ends at what was recorded of its call, seconds ago, and the stream with it. Thread-safe.
 */
final class LiveHolds {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHolds.class);

    private final Ledger ledger;
    private final Set<Kept> running = ConcurrentHashMap.newKeySet();

    /** How far the clock is about to go. */
    private volatile Duration ahead = Duration.ZERO;

    LiveHolds(Ledger ledger) {
        this.ledger = ledger;
    }

    /** One of them, until its call ends. */
    final class Kept implements AutoCloseable {
        private final Payer payer;
        private final long hold;

        private Kept(Payer payer, long hold) {
            this.payer = payer;
            this.hold = hold;
        }

        private CompletableFuture<Outcome<Hold>> renewed(Duration life) {
            return ledger.submit(new Command.ExtendHold(payer.account(), Till.fresh(payer), hold, null, life, null));
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    Kept keep(Payer payer, Hold hold) {
        Kept kept = new Kept(payer, hold.number());
        running.add(kept);
        return kept;
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    /** For how long a hold is placed or renewed now, which should live for {@code usual}. */
    Duration life(Duration usual) {
        Duration life = usual.plus(ahead);
        return life.compareTo(Hold.LONGEST_EXPIRY) > 0 ? Hold.LONGEST_EXPIRY : life;
    }

    /** Does {@code move}, which makes it {@code jump} later; no hold ends by that. */
    synchronized void outlive(Duration jump, Runnable move) {
        ahead = jump;
        try {
            List<CompletableFuture<Outcome<Hold>>> renewals = new ArrayList<>();
            for (Kept each : running) {
                renewals.add(each.renewed(life(StreamHold.LIFE)));
            }
            // One whose call ends meanwhile is refused, and needs nothing.
            renewals.forEach(CompletableFuture::join);
        } catch (LedgerFault | CompletionException e) {
            LOG.atWarn().log("calls may not outlive a move of the clock: their holds could not be renewed");
        }
        try {
            move.run();
        } finally {
            ahead = Duration.ZERO;
        }
    }
}
