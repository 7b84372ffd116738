package dev.florin.server.app;

import dev.florin.server.storage.ApiKeys;
import dev.florin.server.web.api.Api;
import dev.florin.server.web.api.ApiParts;
import dev.florin.server.web.api.Keys;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.RateLimits;
import java.security.SecureRandom;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What listens: the API over a program. */
final class Front implements AutoCloseable {
    private final HttpServer server;

    private Front(HttpServer server) {
        this.server = server;
    }

    /** What only a demo has. */
    record Demo(Path log, ChosenDatabase database) {}

    static Front start(Configuration configuration, Program program, Running running, @Nullable Demo demo) {
        Api api = new Api(new ApiParts(
                program.database(),
                program.ledger(),
                program.customers(),
                program.prices(),
                program.jobs(),
                configuration.publicUrl()));
        Keys keys = new Keys(
                configuration.operatorKey().orElseThrow().secret(),
                new ApiKeys(program.database(), new SecureRandom()));
        HttpServer server = HttpServer.start(
                HttpSettings.usual(configuration.address(), configuration.port(), configuration.publicUrl()),
                api.routes(),
                new Authentication(keys, RateLimits.USUAL, System::nanoTime),
                new HttpMetrics(running.registry()));
        program.jobs().start();
        return new Front(server);
    }

    @Override
    public void close() {
        server.close();
    }
}
