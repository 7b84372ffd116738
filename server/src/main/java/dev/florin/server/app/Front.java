package dev.florin.server.app;

import dev.florin.server.web.http.HttpServer;
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        server.close();
    }
}
