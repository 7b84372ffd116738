package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
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
    private final int port;
    private final Traffic traffic;
    private final SlowRequests slow;
    private final HttpSettings settings;

    private HttpServer(WebServer server, int port, Traffic traffic, SlowRequests slow, HttpSettings settings) {
        this.server = server;
        this.port = port;
        this.traffic = traffic;
        this.slow = slow;
        this.settings = settings;
    }

    /**
     * A server that answers by {@code routes} and tells its health, listening already.
     *
     * @throws HttpFault where it cannot listen
     */
    public static HttpServer start(
            HttpSettings settings,
            Routes routes,
            Authentication authentication,
            HttpMetrics metrics,
            Readiness readiness) {
        String docs = settings.publicUrl() + "/docs/errors";
        RequestIds ids = new RequestIds(new SecureRandom());
        RawAnswers raw = new RawAnswers(docs, ids, routes.problemForms());
        Problem late = Problem.of(
                ProblemCode.REQUEST_TIMEOUT,
                "The request was not complete within "
                        + settings.receiveWithin().toSeconds() + " seconds.");
        OpenSockets sockets = new OpenSockets();
        SlowRequests slow =
                new SlowRequests(sockets, settings.receiveWithin(), settings.sendWithin(), () -> raw.closing(late));
        Traffic traffic = new Traffic();
        new Health(traffic, readiness).addTo(routes);
        Dispatch dispatch = new Dispatch(
                new RouteTree(routes.all()), authentication, slow, ids, metrics, traffic, docs, routes.problemForms());
        int largest = routes.all().stream()
                .mapToInt(route -> route.body().most())
                .max()
                .orElse(0);
        WebServer server = webServer(settings, dispatch, new Arrivals(largest, slow, raw), raw, sockets, largest);
        try {
            checkFree(settings);
            server.start();
            if (!server.isRunning()) {
                throw new HttpFault("cannot listen on " + where(settings) + ": see the log", true);
            }
        } catch (HttpFault e) {
            slow.close();
            throw e;
        }
        int port = server.port();
        metrics.gauge("florin.http.connections", "Connections that have asked something", slow::connections);
        metrics.gauge("florin.http.under.way", "Requests being answered", traffic::underWay);
        return new HttpServer(server, port, traffic, slow, settings);
    }

    private static WebServer webServer(
            HttpSettings settings,
            Dispatch dispatch,
            Arrivals arrivals,
            RawAnswers raw,
            OpenSockets sockets,
            int largestBody) {
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
                .connectionOptions(sockets.seenThrough(
                        SocketOptions.builder().tcpNoDelay(true).build()))
                .directHandlers(errors.build())
                // Only what is set up here: a second, unlimited HTTP/1.1 beside it would be found otherwise.
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(LONGEST_REQUEST_LINE)
                        .maxHeadersSize(LARGEST_HEADERS)
                        .sendKeepAliveHeader(false)
                        // Filters are written metadata[key]=value, and no client encodes brackets; we judge queries
                        // ourselves.
                        .validatePrologue(false)
                        .log(HttpLogConfig.builder()
                                .sendLog(false)
                                .receiveLog(false)
                                .build())
                        .addReceiveListener(arrivals)
                        .build())
                .routing(HttpRouting.builder().any(dispatch::handle))
                .build();
    }

    /**
     * Refuses an address that cannot be listened on. Helidon logs why, but does not tell its caller: so this asks the question
     * first. Worth asking before anything slow is begun, too.
     *
     * @throws HttpFault where it is taken or is not of this machine
     */
    public static void checkFree(HttpSettings settings) {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByName(settings.address()), settings.port()));
        } catch (UnknownHostException e) {
            throw new HttpFault("there is no address " + settings.address(), false);
        } catch (IOException e) {
            throw new HttpFault(
                    "cannot listen on " + where(settings) + ": " + e.getMessage()
                            + ". Stop what listens there, or choose another FLORIN_PORT.",
                    true);
        }
    }

    private static String where(HttpSettings settings) {
        return settings.address() + ":" + settings.port();
    }

    /** The port it listens on. */
    public int port() {
        return port;
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
