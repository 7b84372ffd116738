package dev.florin.server.gateway.calls;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All endpoints of all providers at work, and the way of each call along them. Thread-safe. */
public final class Upstreams implements AutoCloseable {
    private final ProviderClient client;
    private final GatewayMeters meters;
    private final InstantSource clock;

    /** As many as are configured. */
    private final Map<Endpoint, Line> lines = new ConcurrentHashMap<>();

    /** @param clock by which one that failed is tried again */
    public Upstreams(Duration connectWithin, MeterRegistry registry, InstantSource clock) {
        this.client = new ProviderClient(connectWithin);
        this.meters = new GatewayMeters(registry);
        this.clock = clock;
    }

    /** Shows them in metrics, also before they are asked. */
    public void follow(Collection<Provider> providers) {
        providers.forEach(this::lines);
    }

    /** The way of a call, which has its place at the first upstream that is well; empty where none has room. */
    Optional<Course> course(Provider provider) {
        return Course.begin(client, lines(provider));
    }

    GatewayMeters meters() {
        return meters;
    }

    private List<Line> lines(Provider provider) {
        return provider.endpoints().stream()
                .map(each -> lines.computeIfAbsent(each, endpoint -> new Line(endpoint, meters, clock)))
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
