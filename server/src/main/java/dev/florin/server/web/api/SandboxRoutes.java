package dev.florin.server.web.api;

import dev.florin.core.holds.Hold;
import dev.florin.server.jobs.Job;
import dev.florin.server.jobs.Jobs;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How tests drive a demo: where everything is, its clock, and its jobs. Served by a demo only. Thread-safe. */
final class SandboxRoutes {
    private static final int LONGEST_DURATION = 64;

    /** With calls that run: half a day and what they need besides are within the day that a hold is renewed for at most. */
    private static final Duration LONGEST_STEP = Duration.ofHours(12);

    private final Sandbox sandbox;
    private final SandboxClock clock;
    private final LiveCalls live;
    private final Jobs jobs;
    private final Optional<StandInClock> standIns;

    SandboxRoutes(Sandbox sandbox, SandboxClock clock, LiveCalls live, Jobs jobs) {
        this.sandbox = sandbox;
        this.clock = clock;
        this.live = live;
        this.jobs = jobs;
        standIns = Optional.ofNullable(sandbox.standIns()).map(StandInClock::new);
    }

    void addTo(Routes routes) {
        Access operator = Access.operatorOnly();
        routes.get("/v1/test/sandbox", operator, this::find)
                .get("/v1/test/clock", operator, this::readClock)
                .post("/v1/test/clock", operator, KeyRule.IGNORED, this::moveClock)
                .post("/v1/test/run", operator, KeyRule.IGNORED, this::run);
    }

    private Answer find(Request request) {
        request.admit();
        return Answer.ok(sandbox::write);
    }

    private Answer readClock(Request request) {
        request.admit();
        return answer(clock.read());
    }

    private Answer moveClock(Request request) {
        Field<String> advance = request.body().string("advance", LONGEST_DURATION);
        Field<Instant> to = request.body().time("to");
        if (advance.isSent() == to.isSent()) {
            request.body().noteWrong("advance", "or `to`, one of the two, says where to");
        }
        Field<Step> step = advance.map(Step::parse);
        request.admit();
        SandboxClock.Move move = step.optional().map(this::advance).orElseGet(() -> moveTo(to.value()));
        return switch (move) {
            case SandboxClock.Move.Done(SandboxClock.Reading reading) -> answer(reading);
            case SandboxClock.Move.Backward(SandboxClock.Reading reading) ->
                throw new Refused(Problem.invalidField(
                        to.isSent() ? "to" : "advance", "would move the clock back: it shows " + reading.now()));
            case SandboxClock.Move.TooFar _ ->
                throw new Refused(Problem.invalidField(
                        to.isSent() ? "to" : "advance", "would move the clock beyond " + SandboxClock.LATEST));
        };
    }

    private SandboxClock.Move advance(Step step) {
        Instant now = clock.read().now();
        try {
            Instant target = step.after(now);
            return standIns.isPresent() || live.areThere()
                    ? moveTo(target)
                    : clock.advance(Duration.between(now, target));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refused(Problem.invalidField("advance", "would move the clock beyond " + SandboxClock.LATEST));
        }
    }

    /** While calls run their holds are renewed on the way. */
    private SandboxClock.Move moveTo(Instant target) {
        Instant now = clock.read().now();
        if (!live.areThere() || !target.isAfter(now) || !target.isBefore(SandboxClock.LATEST)) {
            return jumpTo(target);
        }
        // No hold lives longer, whoever renews it.
        Instant helped = now.plus(Hold.LONGEST);
        while (now.isBefore(target)) {
            boolean last = now.isAfter(helped) || !target.isAfter(now.plus(LONGEST_STEP));
            Instant next = last ? target : now.plus(LONGEST_STEP);
            live.outlive(Duration.between(now, next), () -> jumpTo(next));
            now = next;
        }
        return new SandboxClock.Move.Done(clock.read());
    }

    /** With stand-ins, both clocks go from one thing that is due there to the next. */
    private SandboxClock.Move jumpTo(Instant target) {
        Instant now = clock.read().now();
        if (standIns.isPresent() && target.isAfter(now) && target.isBefore(SandboxClock.LATEST)) {
            standIns.get().moveTo(target, clock);
            return new SandboxClock.Move.Done(
                    clock.advanceTo(target) instanceof SandboxClock.Move.Done(var reading) ? reading : clock.read());
        }
        return clock.advanceTo(target);
    }

    /** An ISO 8601 duration such as {@code P1MT2H}: days and longer count by the calendar, the rest by the clock. */
    private record Step(Period days, Duration time) {
        private static Step parse(String text) {
            try {
                int t = text.indexOf('T');
                boolean onlyTime = t == 1;
                Period days = onlyTime ? Period.ZERO : Period.parse(t < 0 ? text : text.substring(0, t));
                Duration time = t < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(t));
                return new Step(days, time);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("must be a duration such as \"P30DT2H\"", e);
            }
        }

        private Instant after(Instant now) {
            return now.atZone(ZoneOffset.UTC).plus(days).plus(time).toInstant();
        }
    }

    private static Answer answer(SandboxClock.Reading reading) {
        return Answer.ok(out -> out.object()
                .time("now", reading.now())
                .text("offset", reading.offset().toString())
                .end());
    }

    private Answer run(Request request) {
        List<String> known = new ArrayList<>(jobs.names());
        known.add(Jobs.ALL);
        Field<String> job = request.body().choice("job", known, name -> name).required();
        request.admit();
        Job.Result result = jobs.run(job.value()).orElseThrow();
        return Answer.ok(out -> out.object()
                .text("job", job.value())
                .count("handled", result.handled())
                .count("failed", result.failed())
                .end());
    }
}
