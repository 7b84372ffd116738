package dev.florin.server.gateway.calls;

import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hold of a running stream alive, tells the ledger how far it has come, and asks for more credit before what is held
 * is used. The stream does not wait for any of it, but for more credit once all is used. Not thread-safe.
 */
final class StreamProgress {
    private static final Logger LOG = LoggerFactory.getLogger(StreamProgress.class);

    /** Between two counts: a token of a stream comes in a frame of a hundred bytes or more. */
    private static final long COUNT_EVERY_BYTES = 2_048;

    /** For the answer about more credit, once all that is held is used. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);

    /** For an answer that is late already. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);

    /** Before asking again what could not be answered. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final CallPlan plan;
    private final LiveHolds live;
    private final long hold;
    private final StreamHold size;
    private @Nullable CompletableFuture<Outcome<Hold>> asked;
    private long askedTokens;
    private long next;
    private long notBefore;
    private long countedBytes;
    private boolean gone;

    /** @param accepted when the provider did, by {@link System#nanoTime} */
    StreamProgress(Ledger ledger, LiveHolds live, CallPlan plan, Hold hold, StreamHold size, long accepted) {
        this.ledger = ledger;
        this.plan = plan;
        this.live = live;
        this.hold = hold.number();
        this.size = size;
        this.notBefore = accepted;
        this.next = accepted + StreamHold.FIRST_PROGRESS.toNanos();
    }

    /** How many nanoseconds the stream may be left alone. */
    long untilNext(long now) {
        return asked == null ? next - now : Math.max(next - now, SHORT_WAIT.toNanos());
    }

    /** Output tokens that are paid, all choices together. */
    long held() {
        return size.held();
    }

    /** Does what is due; false once what follows would not be paid. */
    boolean goesOn(long now, Relay relay) throws InterruptedException {
        hear();
        boolean due = now - next >= 0;
        boolean counts = !size.isFull() && relay.bytes() - countedBytes >= COUNT_EVERY_BYTES;
        if (!due && !counts) {
            return !gone;
        }
        countedBytes = relay.bytes();
        long written = relay.written().likely();
        if (asked == null && size.wantsMore(written) && now - notBefore >= 0) {
            ask(now, written, OptionalLong.of(size.next()));
        } else if (asked == null && due) {
            ask(now, written, OptionalLong.empty());
        }
        if (size.isUsedUp(written) && asked != null) {
            await();
        }
        return !gone && !size.isUsedUp(written);
    }

    /** Does what is due, but for more credit: that can wait until what is held is passed on. */
    void record(long now, Relay relay) {
        hear();
        if (asked == null && !gone && now - next >= 0) {
            ask(now, relay.written().likely(), OptionalLong.empty());
        }
    }

    /** A request of its own, whatever its caller calls the call: under that name the ledger knows the hold already. */
    private void ask(long now, long written, OptionalLong tokens) {
        askedTokens = tokens.orElse(0);
        Amount amount = tokens.isPresent() ? plan.price().most(plan.heldInput(), askedTokens) : null;
        Usage progress = Usage.of(plan.model(), plan.input().likely(), Math.min(written, size.held()));
        next = now + StreamHold.PROGRESS_EVERY.toNanos();
        try {
            asked = ledger.submit(new Command.ExtendHold(
                    plan.payer().account(),
                    Till.fresh(plan.payer()),
                    hold,
                    amount,
                    live.life(StreamHold.LIFE),
                    progress));
        } catch (LedgerFault e) {
            askAgain();
        }
    }

    private void await() throws InterruptedException {
        CompletableFuture<Outcome<Hold>> pending = asked;
        try {
            if (pending != null) {
                var _ = pending.get(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("hold", hold).log("a stream ends because nobody says whether more is paid");
        }
        hear();
    }

    /** Takes the answer, where it is there. */
    private void hear() {
        CompletableFuture<Outcome<Hold>> pending = asked;
        if (pending == null || !pending.isDone()) {
            return;
        }
        asked = null;
        try {
            switch (pending.join()) {
                case Outcome.Done<Hold> _, Outcome.Replayed<Hold> _ -> {
                    if (askedTokens > 0) {
                        size.extendedTo(askedTokens);
                    }
                }
                case Outcome.Refused<Hold>(Refusal.HoldAlreadyEnded _) -> gone = true;
                case Outcome.Refused<Hold>(Refusal why) -> refused(why);
            }
        } catch (CompletionException e) {
            askAgain();
        }
    }

    private void askAgain() {
        LOG.atWarn().addKeyValue("hold", hold).log("progress could not be recorded; asking again");
        notBefore = System.nanoTime() + PAUSE.toNanos();
        next = notBefore;
    }

    private void refused(Refusal why) {
        if (askedTokens > 0) {
            size.refused();
            // The progress that went with it was refused too.
            next = System.nanoTime();
        } else {
            LOG.atError().addKeyValue("hold", hold).addKeyValue("why", why).log("progress could not be recorded");
        }
    }
}
