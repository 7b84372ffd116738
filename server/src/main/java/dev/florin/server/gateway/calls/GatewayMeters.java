package dev.florin.server.gateway.calls;

import dev.florin.core.check.Check;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is counted about calls. Labels are words of this program and the names that the operator has configured, nothing that a
 * caller writes. Thread-safe.
 */
final class GatewayMeters {
    private static final String UPSTREAM = "upstream";

    private final MeterRegistry registry;
    private final Map<CallEnd, Counter> ends = new EnumMap<>(CallEnd.class);

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
        for (CallEnd each : CallEnd.values()) {
            ends.put(
                    each,
                    Counter.builder("florin.gateway.calls")
                            .description("Calls of models by what they came to")
                            .tag("outcome", each.code())
                            .register(registry));
        }
    }

    void ended(CallEnd end) {
        Check.present(ends.get(end), "end").increment();
    }

    /** Shows how an upstream is, from now on. */
    void follow(Line line) {
        Gauge.builder("florin.gateway.upstream.open", line, Line::open)
                .description(
                        "Whether the circuit breaker of an upstream is open: 1 = it is passed over, 0.5 = it is tried")
                .tag(UPSTREAM, line.name())
                .strongReference(true)
                .register(registry);
        Gauge.builder("florin.gateway.upstream.under.way", line, Line::underWay)
                .description("Calls that an upstream is asked now")
                .tag(UPSTREAM, line.name())
                .strongReference(true)
                .register(registry);
    }

    void failed(Line line, Fate fate) {
        Counter.builder("florin.gateway.upstream.failures")
                .description("Tries at an upstream that brought no answer, by why")
                .tag(UPSTREAM, line.name())
                .tag("why", fate.code())
                .register(registry)
                .increment();
    }

    void heard(Line line, long nanos, boolean streamed) {
        Timer.builder("florin.gateway.first.byte")
                .description("From asking an upstream to the first byte of a stream, or to an answer in one piece")
                .tag(UPSTREAM, line.name())
                .tag("streamed", Boolean.toString(streamed))
                .publishPercentiles(0.5, 0.99)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
