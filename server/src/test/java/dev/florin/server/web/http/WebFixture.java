package dev.florin.server.web.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with a few routes on a free port, and ways to talk to it, clean and dirty. */
final class WebFixture implements AutoCloseable {
    static final String OPERATOR = "sk_test_operator";
    static final String READER = "rk_test_reader";
    static final String ADA = "fk_test_ada";

    final Map<KeyHash, Caller> keys = new ConcurrentHashMap<>(Map.of(
            KeyHash.ofSecret(OPERATOR), new Caller.Operator(),
            KeyHash.ofSecret(READER), new Caller.Restricted("ak_1", "reader", Set.of(Scope.READ)),
            KeyHash.ofSecret(ADA), new Caller.AccountKey("ada", "key_1")));
    final AtomicInteger lookUps = new AtomicInteger();
    final AtomicInteger effects = new AtomicInteger();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch streamEnded = new CountDownLatch(1);
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    volatile Optional<Problem> obstacle = Optional.empty();
    final HttpServer server;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    WebFixture() {
        this(Duration.ofSeconds(20));
    }

    WebFixture(Duration patience) {
        this(settings(patience), new RateLimits(1_000, 5, 2));
    }

    WebFixture(HttpSettings settings, RateLimits limits) {
        Authentication authentication = new Authentication(
                hash -> {
                    lookUps.incrementAndGet();
                    return Optional.ofNullable(keys.get(hash));
                },
                limits,
                System::nanoTime);
        Routes routes = routes();
        new MetricsPage(registry).addTo(routes, Access.operatorOnly());
        new ApiDocs("openapi: 3.1.0".getBytes(StandardCharsets.UTF_8), "# Problems\n\n## `not_found`\n\nA <b> & `c`.\n")
                .addTo(routes);
        this.server = HttpServer.start(settings, routes, authentication, new HttpMetrics(registry), () -> obstacle);
    }

    static HttpSettings settings(Duration patience) {
        return new HttpSettings(
                "127.0.0.1", 0, "", 200, patience, Duration.ofSeconds(30), patience, Duration.ofSeconds(5));
    }

    private Routes routes() {
        return new Routes()
                .get("/open", Access.anyone(), request -> {
                    request.admit();
                    return Answer.ok(out -> out.object().text("object", "open").end());
                })
                .get("/v1/accounts/{id}", Access.toAlsoOwnAccount(Scope.READ), this::account)
                .post("/v1/accounts/{id}/charges", Access.to(Scope.SPEND), KeyRule.REQUIRED, this::charge)
                .post("/v1/notes", Access.to(Scope.ACCOUNTS), KeyRule.ALLOWED, this::note)
                .post("/v1/bulk", Access.to(Scope.SPEND), KeyRule.ALLOWED, BodyRule.BULK, this::note)
                .get("/v1/slow", Access.to(Scope.READ), this::slow)
                .get("/v1/broken", Access.to(Scope.READ), request -> {
                    request.admit();
                    throw new IllegalStateException("a secret of ours");
                })
                .get("/v1/long", Access.to(Scope.READ), request -> {
                    request.admit();
                    byte[] block = new byte[64 << 10];
                    return new Answer.Streamed(200, MediaTypes.CSV, List.of(), out -> {
                        try {
                            for (int i = 0; i < 4_000; i++) {
                                out.write(block);
                            }
                        } finally {
                            streamEnded.countDown();
                        }
                    });
                });
    }

    private Answer account(Request request) {
        Admission admission = request.admit();
        String id = request.path("id");
        if (!admission.caller().sees(id)) {
            throw new Refused(Problem.notFound("There is no such account."));
        }
        return Answer.ok(out -> out.object().text("id", id).end());
    }

    private Answer charge(Request request) {
        var amount = request.body().positiveAmount("amount").required();
        var description = request.body().string("description", Fields.LONGEST_TEXT);
        request.admit();
        effects.incrementAndGet();
        return Answer.created(out -> out.object()
                .amount("amount", amount.value())
                .text("description", description.optional().orElse(null))
                .end());
    }

    private Answer note(Request request) {
        var text = request.body().lines("text", 8 << 20);
        request.admit();
        effects.incrementAndGet();
        return Answer.ok(
                out -> out.object().count("length", text.or("").length()).end());
    }

    private Answer slow(Request request) {
        request.admit();
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Answer.ok(out -> out.object().text("object", "slow").end());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, String key) {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + key));
    }

    HttpRequest.Builder post(String path, String key, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> charge(String body) {
        return send(post("/v1/accounts/ada/charges", OPERATOR, body).header("Idempotency-Key", "k"));
    }

    /** A connection to say anything on. */
    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Everything the server says until it closes. */
    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** One answer whose body has a Content-Length. */
    static String readAnswer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.UTF_8).contains("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            bytes.write(b);
        }
        String head = bytes.toString(StandardCharsets.UTF_8);
        String length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow()
                .substring("content-length:".length())
                .strip();
        bytes.write(in.readNBytes(Integer.parseInt(length)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        release.countDown();
        server.close();
        client.close();
    }
}
