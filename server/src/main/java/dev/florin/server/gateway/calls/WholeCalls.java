package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.pricing.Model;
import dev.florin.server.gateway.tokens.Count;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.gateway.wire.Answer;
import dev.florin.server.gateway.wire.CallRequest;
import dev.florin.server.gateway.wire.Translation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Calls that are answered in one piece: hold, ask, settle. Thread-safe; a call keeps its thread. */
public final class WholeCalls {
    private final Ledger ledger;
    private final CallPlanner planner;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Upstreams upstreams;
    private final Till till;
    private final LiveHolds live;
    private final StopSign stop = new StopSign();

    /** @param providers by the name that prices use */
    public WholeCalls(
            Ledger ledger,
            PriceSource prices,
            InstantSource clock,
            Tokens tokens,
            Map<String, Provider> providers,
            Upstreams upstreams) {
        this.ledger = ledger;
        this.planner = new CallPlanner(prices, clock, tokens, providers);
        this.clock = clock;
        this.tokens = tokens;
        this.upstreams = upstreams;
        this.till = new Till(ledger);
        this.live = new LiveHolds(ledger);
    }

    /** Calls that are not answered after so long are given up; they cost nothing. */
    public void stopWithin(Duration patience) {
        stop.within(patience);
    }

    /** Whether no call runs. */
    public boolean isIdle() {
        return live.isEmpty();
    }

    /** Does {@code move}, which makes it {@code jump} later; no hold of a call that runs here ends by that. */
    public void outlive(Duration jump, Runnable move) {
        live.outlive(jump, move);
    }

    /** Makes one call. Where the thread is interrupted the provider's work is given up and the customer pays nothing. */
    public CallResult call(CallRequest request, Payer payer) throws InterruptedException {
        return call(request, payer, Presence.STAYS);
    }

    /**
     * The same for a caller who may leave: then the provider's work is given up, and once it had the whole request, its input is
     * paid.
     *
     * @param caller asked by this thread
     */
    public CallResult call(CallRequest request, Payer payer, Presence caller) throws InterruptedException {
        Check.argument(!request.streams(), "a stream is not answered in one piece");
        CallEnd end = CallEnd.UNDECIDED;
        try {
            CallResult result = switch (planner.plan(request, payer)) {
                case CallPlanner.Planned.Not(CallResult why) -> why;
                case CallPlanner.Planned.Ready(CallPlan plan) -> made(plan, caller);
            };
            end = CallEnd.of(result);
            return result;
        } finally {
            upstreams.meters().ended(end);
        }
    }

    /** A place at an upstream comes before the hold: where there is none, nothing is held. */
    private CallResult made(CallPlan plan, Presence caller) throws InterruptedException {
        Optional<Course> way = upstreams.course(plan.provider());
        if (way.isEmpty()) {
            return new CallResult.Busy();
        }
        try (Course course = way.get()) {
            return place(plan, course, caller);
        }
    }

    private CallResult place(CallPlan plan, Course course, Presence caller) throws InterruptedException {
        return switch (ledger.submit(plan.placing(plan.wanted(), live.life(StreamHold.LIFE)))
                .join()) {
            case Outcome.Done<Hold>(Hold hold) -> held(plan, hold, course, caller);
            case Outcome.Refused<Hold>(Refusal why) -> new CallResult.NotAdmitted(why);
            case Outcome.Replayed<Hold> replayed ->
                new CallResult.AlreadyMade(replayed.target().number());
        };
    }

    private CallResult held(CallPlan plan, Hold hold, Course course, Presence caller) throws InterruptedException {
        boolean ended = false;
        LiveHolds.Kept kept = live.keep(plan.payer(), hold);
        try {
            CallResult result = ask(plan, hold, course, caller);
            ended = true;
            return result;
        } finally {
            kept.close();
            if (!ended) {
                // Whatever went wrong, credit is not left set aside; a hold that has ended stays as it is.
                till.giveUp(plan.payer(), hold.number());
            }
        }
    }

    private CallResult ask(CallPlan plan, Hold hold, Course course, Presence caller) throws InterruptedException {
        long limit = CallPlan.limit(hold, plan.wanted());
        byte[] body = plan.body(limit);
        Duration patience = plan.provider().patience().whole();
        WholeProgress progress = new WholeProgress(ledger, live, plan, hold);
        Presence waits = () -> stop.isDue() || caller.hasLeft();
        return switch (course.ask(plan.sent().dialect(), body, patience, waits, progress)) {
            case ProviderClient.Result.Unreached _ -> failed(plan, hold, false);
            case ProviderClient.Result.BrokeOff(boolean read) -> failed(plan, hold, read);
            case ProviderClient.Result.Left(boolean accepted)
            when stop.isDue() -> {
                end(plan, hold, Verdict.unanswered(ReasonCode.FAILED, accepted, plan.input()), plan.model());
                yield new CallResult.Stopped(hold);
            }
            case ProviderClient.Result.Left(boolean accepted) -> {
                Verdict verdict = accepted
                        ? Verdict.counted(plan.input(), plan.mostOutput(limit), Count.ZERO)
                        : new Verdict.Free(ReasonCode.CANCELLED);
                end(plan, hold, verdict, plan.model());
                yield new CallResult.Left(hold);
            }
            case ProviderClient.Result.Answered answered -> {
                if (!answered.isSuccess()) {
                    end(plan, hold, new Verdict.Free(ReasonCode.FAILED), plan.model());
                    yield new CallResult.Refused(hold, plan.told(answered));
                }
                yield finished(plan, hold, limit, Answer.read(plan.sent(), answered.body()));
            }
        };
    }

    private CallResult failed(CallPlan plan, Hold hold, boolean read) throws InterruptedException {
        end(plan, hold, Verdict.unanswered(ReasonCode.FAILED, read, plan.input()), plan.model());
        return new CallResult.Failed(hold);
    }

    private CallResult finished(CallPlan plan, Hold hold, long limit, Answer answer) throws InterruptedException {
        Count written = tokens.ofText(answer.text(), plan.provider().name(), plan.upstreamModel());
        Verdict verdict =
                Verdict.finished(answer.said(), answer.usage(), plan.input(), plan.mostOutput(limit), written);
        Model served = plan.served(answer.said().model());
        OptionalLong lowered = limit < plan.wanted() ? OptionalLong.of(limit) : OptionalLong.empty();
        Optional<Transaction> row = end(plan, hold, verdict, served);
        if (plan.isTranslated() && answer.said().hasFailed()) {
            return new CallResult.Failed(hold);
        }
        return new CallResult.Finished(hold, told(plan, answer), lowered, row);
    }

    /** The answer in the caller's dialect. */
    private Answer told(CallPlan plan, Answer answer) {
        return plan.isTranslated()
                ? Answer.read(
                        plan.request(),
                        Translation.answer(
                                plan.request().dialect(),
                                answer,
                                clock.instant().getEpochSecond()))
                : answer;
    }

    private Optional<Transaction> end(CallPlan plan, Hold hold, Verdict verdict, Model served)
            throws InterruptedException {
        return till.end(plan.payer(), hold.number(), verdict, served, plan.model());
    }
}
