package dev.florin.sandbox.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of the loopback address where a {@link Site} answers, each request on a virtual thread of its own. */
public final class HttpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final String HOST = "127.0.0.1";

    /** Far above any request to Stripe or to a model, far below what would hurt this process. */
    private static final int BODY_BYTES = 32 << 20;

    /** Stripe keeps connections for a minute or so; a caller's pool must cope with their end. */
    private static final long IDLE_MILLIS = 300_000;

    /** Jetty's own threads only accept and select; the answers run on virtual ones. */
    private static final int THREADS = 8;

    private final Server server;
    private final ServerConnector connector;

    /** @param port 0 for a free one */
    public HttpPort(int port, Site site) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setUriCompliance(UriCompliance.LEGACY);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(HOST);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Door(site));
        try {
            server.start();
        } catch (Exception e) { // Jetty declares nothing narrower
            throw new IllegalStateException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    public String address() {
        return "http://" + HOST + ":" + port();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty declares nothing narrower
            LOG.warn("port did not close cleanly", e);
        }
    }

    /** Where requests come in. */
    private static final class Door extends Handler.Abstract {
        private final Site site;

        Door(Site site) {
            this.site = site;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Exchange exchange = null;
            try {
                byte[] body = body(request);
                exchange = new Exchange(request, response, body);
                if (body.length > BODY_BYTES) {
                    exchange.answer(new Answer(413, Map.of(), new byte[0]));
                } else {
                    site.serve(exchange);
                }
                callback.succeeded();
            } catch (IOException | CallerLeft e) {
                callback.failed(e);
            } catch (RuntimeException e) {
                LOG.error("a request failed path={}", request.getHttpURI().getPath(), e);
                broken(exchange, response);
                callback.succeeded();
            }
            return true;
        }

        private static byte[] body(Request request) throws IOException {
            try (InputStream in = Content.Source.asInputStream(request)) {
                return in.readNBytes(BODY_BYTES + 1);
            }
        }

        private static void broken(@Nullable Exchange exchange, Response response) {
            if (exchange != null && !response.isCommitted()) {
                exchange.answer(new Answer(500, Map.of(), "broken".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
