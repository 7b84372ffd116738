package dev.florin.server.gateway.calls;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An endpoint at work: how many calls it has now, and whether it has been well lately. Thread-safe. */
final class Line {
    /** Calls by which an upstream is judged: the last that it had. */
    static final int JUDGED_BY = 20;

    /** Fewer say nothing. */
    static final int LEAST_JUDGED = 5;

    private static final float MOST_FAILING_PERCENT = 50;

    /** Until one call tries whether it is well again: most faults of providers last minutes, a restart seconds. */
    static final Duration PAUSE = Duration.ofSeconds(15);

    private final Endpoint endpoint;
    private final Semaphore places;
    private final CircuitBreaker breaker;
    private final GatewayMeters meters;

    /** @param clock by which it is tried again */
    Line(Endpoint endpoint, GatewayMeters meters, InstantSource clock) {
        this.endpoint = endpoint;
        this.places = new Semaphore(endpoint.atOnce());
        this.meters = meters;
        this.breaker = CircuitBreaker.of(
                endpoint.name(),
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(JUDGED_BY)
                        .minimumNumberOfCalls(LEAST_JUDGED)
                        .failureRateThreshold(MOST_FAILING_PERCENT)
                        .waitDurationInOpenState(PAUSE)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordResult(fate -> fate instanceof Fate told && told.isIll())
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
        meters.follow(this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String name() {
        return endpoint.name();
    }

    /** A place for one more call, where it is well and has room. */
    Optional<Seat> seat() {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        if (!breaker.tryAcquirePermission()) {
            places.release();
            return Optional.empty();
        }
        return Optional.of(new Seat(this, true));
    }

    /** A place also where it has been failing: for those who have nobody else to ask. */
    Optional<Seat> seatAllTheSame() {
        return places.tryAcquire() ? Optional.of(new Seat(this, false)) : Optional.empty();
    }

    void leave() {
        places.release();
    }

    /** Nobody knows what the call would have come to. */
    void unjudged() {
        breaker.releasePermission();
    }

    void judged(Fate fate) {
        // How long it took is no question here: a model that thinks is not ill.
        breaker.onResult(0, TimeUnit.NANOSECONDS, fate);
        if (fate.isFree() || fate.isIll()) {
            meters.failed(this, fate);
        }
    }

    void heard(long nanos, boolean streamed) {
        meters.heard(this, nanos, streamed);
    }

    int underWay() {
        return endpoint.atOnce() - places.availablePermits();
    }

    /** 0 = asked, 1 = not asked, between them = one call tries. */
    double open() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 1;
            case HALF_OPEN -> 0.5;
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
        };
    }
}
