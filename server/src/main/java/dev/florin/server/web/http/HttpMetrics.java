package dev.florin.server.web.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times requests by route and status: never by account, key or anything else a client chooses. Thread-safe.
 */
public final class HttpMetrics {
    private final MeterRegistry registry;
    private final ConcurrentMap<Label, Timer> timers = new ConcurrentHashMap<>();

    private record Label(String method, String template, int status) {}

    public HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Counts one request.
     *
     * @param route absent where no route was found
     * @param status 0 where the client went away before an answer
     */
    void count(@Nullable Route route, int status, long nanos) {
        Label label =
                route == null ? new Label("", "none", status) : new Label(route.method(), route.template(), status);
        Timer timer = timers.get(label);
        if (timer == null) {
            timer = timers.computeIfAbsent(label, this::timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private Timer timer(Label label) {
        return Timer.builder("florin.http.requests")
                .description("Requests answered, and how long that took")
                .tag("method", label.method)
                .tag("route", label.template)
                .tag("status", Integer.toString(label.status))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(15),
                        Duration.ofMillis(30),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(registry);
    }
}
