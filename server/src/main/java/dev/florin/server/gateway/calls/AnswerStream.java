package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.gateway.wire.CostNote;
import dev.florin.server.gateway.wire.Said;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way from a provider to whoever asked: passed on frame by frame, metered, and settled before the frame goes
 * out that tells the cost. Used by one thread, once. Whatever happens to it, its hold ends.
 */
public final class AnswerStream implements AutoCloseable {
    /** A caller who left when the model had finished: for the usage that comes last. */
    private static final Duration WAIT_FOR_USAGE = Duration.ofSeconds(5);

    /** Sends the head where the provider is silent behind its own: clients and proxies wait for it. */
    private static final byte[] NOTHING_YET = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final String BROKE_OFF = "The model's provider broke off.";
    private static final String STOPPING = "The server is stopping; what was passed on is charged.";

    private final Parts parts;
    private final CallPlan plan;
    private final Relay relay;
    private final StreamProgress progress;
    private final long limit;

    /** Had by the stream's thread, except where it waits for the caller to take something. */
    private final ReentrantLock turn = new ReentrantLock();

    private @Nullable OutputStream out;
    private boolean written;
    private boolean left;
    private boolean ended;
    private boolean writing;
    private long lastHeard;
    private long lastSeen;
    private long leftAt;
    private boolean heard;

    /**
     * What a stream is made of.
     *
     * @param kept the hold, as long as it is to live; closed with the stream
     * @param course where it comes from; closed with it
     * @param mustStop whether the server cannot wait any longer
     */
    record Parts(
            CallPlan plan,
            Hold hold,
            LiveHolds.Kept kept,
            ProviderStream upstream,
            Presence caller,
            Till till,
            CallReplies replies,
            Course course,
            GatewayMeters meters,
            SlowReaders readers,
            BooleanSupplier mustStop) {}

    /** How a stream came to its end. */
    private enum Ending {
        /** The answer is whole. */
        WHOLE(CallEnd.FINISHED),
        /** The provider broke off, or fell silent. */
        BROKEN(CallEnd.BROKE_OFF),
        /** The caller left. */
        LEFT(CallEnd.LEFT),
        /** What was held is used, and no more is paid. */
        USED_UP(CallEnd.USED_UP),
        /** The server is stopping. */
        STOPPED(CallEnd.STOPPED);

        private final CallEnd told;

        Ending(CallEnd told) {
            this.told = told;
        }
    }

    /** @param limit output tokens of each choice that the provider was allowed */
    AnswerStream(Parts parts, Relay relay, StreamProgress progress, long limit) {
        this.parts = parts;
        this.plan = parts.plan;
        this.relay = relay;
        this.progress = progress;
        this.limit = limit;
        this.lastSeen = System.nanoTime();
    }

    /** Passes the answer on; returns when it is settled, also where the caller has left. */
    public void passTo(OutputStream caller) throws InterruptedException {
        Check.argument(out == null, "an answer is passed on once");
        out = caller;
        Ending ending = Ending.STOPPED;
        turn.lock();
        parts.readers.watch(this);
        try {
            ending = follow();
            end(ending);
        } catch (InterruptedException e) {
            // Who interrupts wants the thread, not the customer's money: it is settled all the same.
            parts.upstream.close();
            if (!ended) {
                var _ = settled(Ending.STOPPED);
            }
            throw e;
        } finally {
            parts.readers.forget(this);
            turn.unlock();
            parts.kept.close();
            parts.course.close();
        }
    }

    /** Tells the ledger how far the stream has come, where its caller takes nothing. Called by any thread; does not wait. */
    void recordWhileStalled() {
        if (turn.tryLock()) {
            try {
                if (writing && !ended) {
                    progress.record(System.nanoTime(), relay);
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private Ending follow() throws InterruptedException {
        while (true) {
            switch (parts.upstream.next(untilNext())) {
                case ProviderStream.Piece.Bytes piece -> {
                    if (!heard) {
                        heard = true;
                        parts.course.heard();
                    }
                    lastHeard = System.nanoTime();
                    send(relay.take(piece.bytes()));
                }
                case ProviderStream.Piece.End _ -> send(relay.end());
                case ProviderStream.Piece.Nothing _ -> silent();
            }
            if (relay.isOver()) {
                return relay.isWhole() ? Ending.WHOLE : left ? Ending.LEFT : Ending.BROKEN;
            }
            if (isGone()) {
                return Ending.LEFT;
            }
            if (parts.mustStop.getAsBoolean()) {
                return Ending.STOPPED;
            }
            if (!progress.goesOn(System.nanoTime(), relay)) {
                return Ending.USED_UP;
            }
        }
    }

    /** How long there is nothing to do but to wait for the provider. */
    private Duration untilNext() {
        long now = System.nanoTime();
        long look = lastSeen + ProviderClient.LOOK_EVERY.toNanos();
        long next = Math.min(Math.min(look - now, silentAt() - now), progress.untilNext(now));
        return Duration.ofNanos(Math.max(0, next));
    }

    /** When the provider is taken to have broken off if it says nothing until then. */
    private long silentAt() {
        return heard ? lastHeard + parts.course.patience().idle().toNanos() : parts.course.answerBy();
    }

    private void silent() {
        long now = System.nanoTime();
        if (now - silentAt() >= 0) {
            send(relay.end());
        } else if (now - lastSeen >= ProviderClient.LOOK_EVERY.toNanos()) {
            lastSeen = now;
            if (!left && parts.caller.hasLeft()) {
                leave();
            } else if (!written) {
                send(List.of(NOTHING_YET));
            }
        }
    }

    /** The caller is not there any more, and there is nothing to wait for. */
    private boolean isGone() {
        return left && (relay.said().finish().isEmpty() || System.nanoTime() - leftAt > WAIT_FOR_USAGE.toNanos());
    }

    private void leave() {
        left = true;
        leftAt = System.nanoTime();
    }

    private void send(List<byte[]> pieces) {
        if (left || pieces.isEmpty()) {
            return;
        }
        OutputStream to = Check.present(out, "out");
        writing = true;
        turn.unlock();
        boolean taken = false;
        try {
            for (byte[] piece : pieces) {
                to.write(piece);
            }
            to.flush();
            taken = true;
        } catch (IOException | UncheckedIOException _) {
            // Told by what was not taken.
        } finally {
            turn.lock();
            writing = false;
        }
        if (taken) {
            written = true;
            lastSeen = System.nanoTime();
        } else {
            leave();
        }
    }

    private void end(Ending ending) throws InterruptedException {
        if (ending != Ending.WHOLE) {
            parts.upstream.close();
        }
        Optional<Transaction> row;
        try {
            row = settled(ending).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stream could not be settled", e);
        }
        parts.upstream.close();
        CostNote note = row.map(each -> parts.replies.note(plan.payer().account(), each))
                .orElse(null);
        CostNote paid = relay.said().hasContent() ? note : null;
        send(
                switch (ending) {
                    case WHOLE -> relay.closing(note);
                    case BROKEN -> relay.broken(BROKE_OFF, paid);
                    case STOPPED -> relay.broken(STOPPING, paid);
                    case USED_UP ->
                        note == null
                                ? relay.broken(BROKE_OFF, null)
                                : relay.stopped(counted().counts(), note);
                    case LEFT -> List.of();
                });
    }

    /** Settles on a thread of its own, which nobody interrupts. */
    private CompletableFuture<Optional<Transaction>> settled(Ending ending) {
        ended = true;
        if (ending == Ending.BROKEN) {
            parts.course.broke();
        }
        parts.meters.ended(ending.told);
        Verdict verdict = verdict(ending);
        Said said = relay.said();
        CompletableFuture<Optional<Transaction>> settled = new CompletableFuture<>();
        Thread.ofVirtual().name("settle").start(() -> {
            try {
                settled.complete(parts.till.end(
                        plan.payer(), parts.hold.number(), verdict, plan.served(said.model()), plan.model()));
            } catch (InterruptedException | RuntimeException e) {
                settled.completeExceptionally(e);
            }
        });
        return settled;
    }

    private Verdict verdict(Ending ending) {
        return switch (ending) {
            case WHOLE ->
                Verdict.finished(relay.said(), relay.usage(), plan.input(), plan.mostOutput(limit), relay.written());
            case BROKEN, STOPPED -> brokeOff();
            // Whoever leaves after the provider has failed pays no more than whoever stays.
            case LEFT -> relay.said().hasFailed() ? brokeOff() : counted();
            case USED_UP -> counted();
        };
    }

    private Verdict brokeOff() {
        return Verdict.brokeOff(relay.said(), plan.input(), OptionalLong.of(progress.held()), relay.written());
    }

    private Verdict.Charged counted() {
        return Verdict.counted(plan.input(), OptionalLong.of(progress.held()), relay.written());
    }

    /** Gives up an answer that nobody passed on. */
    @Override
    public void close() {
        parts.upstream.close();
        parts.kept.close();
        parts.course.close();
        if (!ended) {
            ended = true;
            parts.meters.ended(CallEnd.LEFT);
            parts.till.giveUp(plan.payer(), parts.hold.number());
        }
    }
}
