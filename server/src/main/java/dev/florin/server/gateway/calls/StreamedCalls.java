package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.money.Amount;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.CallRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Calls that are answered as a stream: hold, ask, pass on, settle. Thread-safe; a call keeps its thread.
 *
 * <p>A maximum that the caller names is held in full. A stream that names none is held for its first tokens and extended while
 * it runs; the provider is then allowed the model's maximum, and the stream ends here where no more is paid.
 */
public final class StreamedCalls {
    private final Ledger ledger;
    private final InstantSource clock;
    private final CallPlanner planner;
    private final Tokens tokens;
    private final Upstreams upstreams;
    private final CallReplies replies;
    private final Till till;
    private final LiveHolds live;
    private final SlowReaders readers = new SlowReaders();
    private final StopSign stop = new StopSign();

    /** @param providers by the name that prices use */
    public StreamedCalls(
            Ledger ledger,
            PriceSource prices,
            InstantSource clock,
            Tokens tokens,
            Map<String, Provider> providers,
            Upstreams upstreams,
            CallReplies replies) {
        this.ledger = ledger;
        this.clock = clock;
        this.planner = new CallPlanner(prices, clock, tokens, providers);
        this.tokens = tokens;
        this.upstreams = upstreams;
        this.replies = replies;
        this.till = new Till(ledger);
        this.live = new LiveHolds(ledger);
    }

    /**
     * Streams that still run after so long are settled as they stand, and end with an error that tells so; those that have not
     * begun are given up and cost nothing.
     */
    public void stopWithin(Duration patience) {
        stop.within(patience);
    }

    /** Whether no stream runs. */
    public boolean isIdle() {
        return live.isEmpty();
    }

    /** Does {@code move}, which makes it {@code jump} later; no hold of a stream that runs here ends by that. */
    public void outlive(Duration jump, Runnable move) {
        live.outlive(jump, move);
    }

    /**
     * Output tokens of each choice.
     *
     * @param first held before anything is sent
     * @param most to be allowed, where all of {@code first} can be paid
     */
    private record Output(long first, long most) {
        static Output of(CallPlan plan) {
            long wanted = plan.wanted();
            if (plan.request().askedOutputTokens().isPresent()) {
                return new Output(wanted, wanted);
            }
            Amount cap = plan.payer().maxCost();
            if (cap != null) {
                int choices = plan.request().choices();
                long affordable = plan.price().affordableOutputTokens(plan.heldInput(), wanted * choices, cap);
                wanted = Math.clamp(affordable / choices, 1, wanted);
            }
            return new Output(StreamHold.first(wanted), wanted);
        }
    }

    /**
     * Opens a stream: returns once the provider has accepted or refused, or the caller has left.
     *
     * @param caller asked by this thread
     */
    public StreamResult open(CallRequest request, Payer payer, Presence caller) throws InterruptedException {
        Check.argument(request.streams(), "an answer in one piece is no stream");
        CallEnd end = CallEnd.UNDECIDED;
        boolean opened = false;
        try {
            StreamResult result = switch (planner.plan(request, payer)) {
                case CallPlanner.Planned.Not(CallResult why) -> new StreamResult.NotOpened(why);
                case CallPlanner.Planned.Ready(CallPlan plan) -> made(plan, caller);
            };
            switch (result) {
                case StreamResult.NotOpened(CallResult why) -> end = CallEnd.of(why);
                case StreamResult.Opened _ -> opened = true;
            }
            return result;
        } finally {
            // What is opened is counted when it ends.
            if (!opened) {
                upstreams.meters().ended(end);
            }
        }
    }

    /** A place at an upstream comes before the hold: where there is none, nothing is held. A stream keeps it to its end. */
    private StreamResult made(CallPlan plan, Presence caller) throws InterruptedException {
        Optional<Course> way = upstreams.course(plan.provider());
        if (way.isEmpty()) {
            return new StreamResult.NotOpened(new CallResult.Busy());
        }
        Course course = way.get();
        boolean opened = false;
        try {
            StreamResult result = place(plan, course, caller);
            opened = result instanceof StreamResult.Opened;
            return result;
        } finally {
            if (!opened) {
                course.close();
            }
        }
    }

    private StreamResult place(CallPlan plan, Course course, Presence caller) throws InterruptedException {
        Output output = Output.of(plan);
        Duration expiresIn = live.life(plan.provider().patience().firstByte().plus(StreamHold.LIFE));
        return switch (ledger.submit(plan.placing(output.first, expiresIn)).join()) {
            case Outcome.Done<Hold>(Hold hold) -> held(plan, hold, output, course, caller);
            case Outcome.Refused<Hold>(Refusal why) -> new StreamResult.NotOpened(new CallResult.NotAdmitted(why));
            case Outcome.Replayed<Hold> replayed ->
                new StreamResult.NotOpened(
                        new CallResult.AlreadyMade(replayed.target().number()));
        };
    }

    private StreamResult held(CallPlan plan, Hold hold, Output output, Course course, Presence caller)
            throws InterruptedException {
        boolean handled = false;
        boolean opened = false;
        LiveHolds.Kept kept = live.keep(plan.payer(), hold);
        try {
            StreamResult result = ask(plan, hold, kept, output, course, caller);
            handled = true;
            opened = result instanceof StreamResult.Opened;
            return result;
        } finally {
            // A stream keeps it to its end.
            if (!opened) {
                kept.close();
            }
            if (!handled) {
                // Whatever went wrong, credit is not left set aside; a hold that has ended stays as it is.
                till.giveUp(plan.payer(), hold.number());
            }
        }
    }

    private StreamResult ask(
            CallPlan plan, Hold hold, LiveHolds.Kept kept, Output output, Course course, Presence caller)
            throws InterruptedException {
        long first = CallPlan.limit(hold, output.first);
        long limit = first < output.first ? first : output.most;
        Duration patience = plan.provider().patience().firstByte();
        Presence waits = () -> stop.isDue() || caller.hasLeft();
        return switch (course.open(plan.sent().dialect(), plan.body(limit), patience, waits)) {
            case ProviderClient.Opening.Unreached _ ->
                free(plan, hold, ReasonCode.FAILED, false, new CallResult.Failed(hold));
            case ProviderClient.Opening.BrokeOff(boolean read) ->
                free(plan, hold, ReasonCode.FAILED, read, new CallResult.Failed(hold));
            case ProviderClient.Opening.Left(boolean read)
            when stop.isDue() -> free(plan, hold, ReasonCode.FAILED, read, new CallResult.Stopped(hold));
            case ProviderClient.Opening.Left(boolean read) ->
                free(plan, hold, ReasonCode.CANCELLED, read, new CallResult.Left(hold));
            case ProviderClient.Opening.Refused(var answered) ->
                free(plan, hold, ReasonCode.FAILED, false, new CallResult.Refused(hold, plan.told(answered)));
            case ProviderClient.Opening.Opened(ProviderStream stream) -> {
                int choices = plan.request().choices();
                StreamHold size = new StreamHold(first * choices, limit * choices);
                AnswerStream.Parts parts = new AnswerStream.Parts(
                        plan,
                        hold,
                        kept,
                        stream,
                        caller,
                        till,
                        replies,
                        course,
                        upstreams.meters(),
                        readers,
                        stop::isDue);
                yield new StreamResult.Opened(
                        hold,
                        limit < plan.wanted() ? OptionalLong.of(limit) : OptionalLong.empty(),
                        new AnswerStream(
                                parts,
                                new Relay(plan, tokens, clock.instant().getEpochSecond()),
                                new StreamProgress(ledger, live, plan, hold, size, System.nanoTime()),
                                limit));
            }
        };
    }

    private StreamResult free(CallPlan plan, Hold hold, ReasonCode why, boolean read, CallResult result)
            throws InterruptedException {
        Verdict verdict = Verdict.unanswered(why, read, plan.input());
        till.end(plan.payer(), hold.number(), verdict, plan.model(), plan.model());
        return new StreamResult.NotOpened(result);
    }
}
