package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that listens. Thread-safe.
 *
 * <p>One virtual thread for each connection reads a request, runs its handler and writes the answer: plain blocking code.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** A request line; the longest of ours, an export with all its filters, is a quarter of it. */
    private static final int LONGEST_REQUEST_LINE = 8 << 10;

    private static final int LARGEST_HEADERS = 16 << 10;

    private final WebServer server;
    private final Traffic traffic;
    private final SlowRequests slow;
    private final HttpSettings settings;

    private HttpServer(WebServer server, Traffic traffic, SlowRequests slow, HttpSettings settings) {
        this.server = server;
        this.traffic = traffic;
        this.slow = slow;
        this.settings = settings;
    }

    /**
     * A server that answers by {@code routes}, listening already.
     *
     * @throws HttpFault where it cannot listen
     */
    public static HttpServer start(
            HttpSettings settings, Routes routes, Authentication authentication, HttpMetrics metrics) {
        String docs = settings.publicUrl() + "/docs/errors";
        RequestIds ids = new RequestIds(new SecureRandom());
        RawAnswers raw = new RawAnswers(docs, ids);
        Problem late = Problem.of(
                ProblemCode.REQUEST_TIMEOUT,
                "The request was not complete within "
                        + settings.receiveWithin().toSeconds() + " seconds.");
        SlowRequests slow = new SlowRequests(settings.receiveWithin(), settings.sendWithin(), () -> raw.closing(late));
        Traffic traffic = new Traffic();
        Dispatch dispatch =
                new Dispatch(new RouteTree(routes.all()), authentication, slow, ids, metrics, traffic, docs);
        int largest = routes.all().stream()
                .mapToInt(route -> route.body().most())
                .max()
                .orElse(0);
        WebServer server = webServer(settings, dispatch, new Arrivals(largest, slow, raw), raw, largest);
        try {
            server.start();
        } catch (UncheckedIOException e) {
            slow.close();
            throw fault(settings, e);
        }
        metrics.gauge("florin.http.connections", "Connections that have asked something", slow::connections);
        metrics.gauge("florin.http.under.way", "Requests being answered", traffic::underWay);
        return new HttpServer(server, traffic, slow, settings);
    }

    private static WebServer webServer(
            HttpSettings settings, Dispatch dispatch, Arrivals arrivals, RawAnswers raw, int largestBody) {
        DirectHandlers.Builder errors = DirectHandlers.builder();
        for (EventType event : EventType.values()) {
            errors.addHandler(event, raw);
        }
        Duration look = settings.idleFor().dividedBy(10).plusMillis(1);
        return WebServer.builder()
                .host(settings.address())
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(settings.stopWithin())
                .maxTcpConnections(settings.mostConnections())
                .maxPayloadSize(largestBody)
                .idleConnectionTimeout(settings.idleFor())
                .idleConnectionPeriod(look)
                // An answer is one write: without this the second of two pipelined ones waits 40 ms for an
                // acknowledgement.
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .directHandlers(errors.build())
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(LONGEST_REQUEST_LINE)
                        .maxHeadersSize(LARGEST_HEADERS)
                        .log(HttpLogConfig.builder()
                                .sendLog(false)
                                .receiveLog(false)
                                .build())
                        .addReceiveListener(arrivals)
                        .build())
                .routing(HttpRouting.builder().any(dispatch::handle))
                .build();
    }

    private static HttpFault fault(HttpSettings settings, UncheckedIOException e) {
        String where = settings.address() + ":" + settings.port();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new HttpFault("cannot listen on " + where + ": " + cause.getMessage(), true, e);
            }
        }
        return new HttpFault("cannot listen on " + where, false, e);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Whether it has been told to stop: then it is not ready any more. */
    public boolean isStopping() {
        return traffic.isStopping();
    }

    /**
     * Stops: requests under way are answered, new ones are refused with 503, then the connections close. Returns once that is
     * done, or the time for it is over.
     */
    @Override
    public void close() {
        traffic.stop();
        try {
            if (!traffic.awaitQuiet(settings.stopWithin())) {
                LOG.atWarn().addKeyValue("under_way", traffic.underWay()).log("stopping with requests unanswered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
        slow.close();
        Check.invariant(!server.isRunning(), "the server stopped");
    }
}
