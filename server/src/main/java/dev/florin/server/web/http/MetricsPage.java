package dev.florin.server.web.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** {@code GET /metrics}, as Prometheus reads it. Thread-safe. */
public final class MetricsPage {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    public MetricsPage(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds the route.
     *
     * @param access the operator's key alone, or anyone where the page has a port of its own
     */
    public void addTo(Routes routes, Access access) {
        routes.get("/metrics", access, request -> {
            request.admit();
            return Answer.text(200, FORMAT, registry.scrape(FORMAT));
        });
    }
}
