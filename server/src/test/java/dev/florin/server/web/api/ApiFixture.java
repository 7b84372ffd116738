package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.CallPlanner;
import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.gateway.tokens.Tokens;
import dev.florin.server.jobs.Expiry;
import dev.florin.server.jobs.Job;
import dev.florin.server.jobs.Jobs;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.PaymentMeters;
import dev.florin.server.payments.Payments;
import dev.florin.server.payments.ProPlan;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.ApiKeys;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.PaymentCards;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.Prices;
import dev.florin.server.storage.Purchases;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.StripeCustomers;
import dev.florin.server.storage.StripeErrands;
import dev.florin.server.storage.StripeEvents;
import dev.florin.server.storage.SubscriptionRecords;
import dev.florin.server.storage.TestDatabase;
import dev.florin.server.web.gateway.Engines;
import dev.florin.server.web.gateway.GatewayParts;
import dev.florin.server.web.gateway.GatewayRoutes;
import dev.florin.server.web.gateway.StoredNames;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.RateLimits;
import dev.florin.server.web.http.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real server on a fresh database of a real PostgreSQL, and ways to ask it. */
final class ApiFixture implements AutoCloseable {
    static final String OPERATOR = "sk_test_operator";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Contract CONTRACT = new Contract();
    private static final AtomicInteger KEY = new AtomicInteger();
    private static final Tokens TOKENS = new Tokens();

    private final TestDatabase test = TestDatabase.create();
    final Database database;
    final PostgresLedger ledger;
    private final Jobs jobs;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    final SandboxClock clock;
    final ApiKeys keys;
    final Prices prices;
    final MeterRegistry registry;
    final Routes routes;

    /** What makes the calls of models: nothing, unless a test has something. */
    final CompletableFuture<Engines> engines = new CompletableFuture<>();

    ApiFixture() {
        this(true);
    }

    ApiFixture(boolean demo) {
        database = new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"));
        database.migrate();
        PriceCatalog catalog = new PriceCatalog();
        prices = new Prices(database, catalog);
        Customers customers = new Customers(database);
        ledger = new PostgresLedger(database, catalog, 2, 10_000, LaneMeter.NONE);
        clock = new SandboxClock(database);
        keys = new ApiKeys(database, new SecureRandom());
        jobs = new Jobs(List.of(new Job("expire_holds", Duration.ofHours(1), new Expiry(ledger))));
        Sandbox sandbox = new Sandbox("b_1", 1, "/tmp/log", "", null, null, new TreeMap<>());
        registry = new SimpleMeterRegistry();
        Api api = new Api(new ApiParts(
                database,
                ledger,
                customers,
                prices,
                jobs,
                "",
                registry,
                demo ? Optional.of(payments(customers)) : Optional.empty(),
                List.of("https://app.example.com"),
                new MailSettings.Seller("Example Ltd", "1 Main Street\nSpringfield", "GB123456789"),
                () -> new CallPlanner(() -> prices.standing().list(), Clock.systemUTC(), TOKENS, Map.of()),
                new NoCalls(),
                demo ? Optional.of(sandbox) : Optional.empty()));
        routes = api.routes();
        ObjectIds ids = ObjectIds.of(database);
        CallReplies replies = new CallReplies(
                new StoredNames(ids, ""), () -> prices.standing().list());
        // Without providers: what the routes are, and how they refuse.
        new GatewayRoutes(new GatewayParts(
                        engines::join,
                        replies,
                        prices,
                        Amount.dollars("10.00"),
                        new Holds(database),
                        new Balances(database),
                        ledger::left,
                        ids))
                .addTo(routes);
        server = HttpServer.start(
                HttpSettings.usual("127.0.0.1", 0, ""),
                routes,
                new Authentication(new Keys(OPERATOR, database, customers), RateLimits.USUAL, System::nanoTime),
                new HttpMetrics(registry),
                Optional::empty);
    }

    /** With a Stripe that nobody can reach: what needs it says so, and all else works. */
    private Payments payments(Customers customers) {
        StripeSettings nobody = new StripeSettings(
                "sk_test_x", URI.create("http://127.0.0.1:9"), List.of("whsec_test"), "http://127.0.0.1:8080");
        return new Payments(
                nobody,
                ProPlan.usual(),
                new Payments.Storage(
                        ledger,
                        new Purchases(database),
                        customers,
                        new StripeCustomers(database),
                        new PaymentCards(database),
                        new SubscriptionRecords(database),
                        new StripeEvents(database),
                        new StripeErrands(database),
                        ObjectIds.of(database)),
                Clock.systemUTC(),
                new PaymentMeters(registry),
                () -> {});
    }

    /** An answer. */
    record Said(int status, JsonNode body, HttpResponse<String> raw) {
        String text(String pointer) {
            return body.at(pointer).asString("");
        }

        String code() {
            return text("/code");
        }

        boolean replayed() {
            return raw.headers().firstValue("Idempotent-Replayed").isPresent();
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + OPERATOR);
    }

    Said send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = answer.headers().firstValue("content-type").orElse("");
            JsonNode body = type.contains("json") ? JSON.readTree(answer.body()) : JSON.nullNode();
            check(answer, type, body);
            return new Said(answer.statusCode(), body, answer);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever is said, openapi.yaml has it. */
    private static void check(HttpResponse<String> answer, String type, JsonNode body) {
        String method = answer.request().method();
        String path = answer.uri().getRawPath();
        if (type.contains("json")) {
            List<String> wrong = CONTRACT.wrongAnswer(method, path, answer.statusCode(), type, body);
            assertEquals(List.of(), wrong, method + " " + path + " answered " + answer.body());
        }
    }

    Said get(String path) {
        return send(request(path));
    }

    Said delete(String path) {
        return send(request(path).DELETE());
    }

    /** Quotation marks are written as apostrophes. */
    Said put(String path, String body) {
        return sendAndCheck("PUT", path, request(path), body);
    }

    Said patch(String path, String body) {
        return sendAndCheck("PATCH", path, request(path), body);
    }

    /** Without an Idempotency-Key. */
    Said postPlain(String path, String body) {
        return sendAndCheck("POST", path, request(path), body);
    }

    Said post(String path, String key, String body) {
        return sendAndCheck("POST", path, request(path).header("Idempotency-Key", key), body);
    }

    /** With a key that was never used. */
    Said post(String path, String body) {
        return post(path, newKey(), body);
    }

    static String newKey() {
        return "key-" + KEY.incrementAndGet();
    }

    private Said sendAndCheck(String method, String path, HttpRequest.Builder request, String body) {
        Said said = send(withBody(request, method, body));
        if (said.status < 300 && !body.isEmpty()) {
            List<String> wrong =
                    CONTRACT.wrongRequest(method, path, "application/json", JSON.readTree(body.replace('\'', '"')));
            assertEquals(List.of(), wrong, method + " " + path + " accepted " + body);
        }
        return said;
    }

    static HttpRequest.Builder withBody(HttpRequest.Builder request, String method, String body) {
        return request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    }

    /** A Pro account with so much paid credit. */
    String account(String credit) {
        String id = postPlain("/v1/accounts", "{}").text("/id");
        put("/v1/accounts/" + id + "/plan", "{'plan':'pro'}");
        if (!credit.equals("0")) {
            post("/v1/accounts/" + id + "/grants", "{'amount':'" + credit + "','kind':'paid','reason':'test'}");
        }
        return id;
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        jobs.close();
        ledger.close();
        database.close();
        client.close();
        test.close();
    }

    private static final class NoCalls implements LiveCalls {
        @Override
        public boolean areThere() {
            return false;
        }

        @Override
        public void outlive(Duration jump, Runnable move) {
            move.run();
        }
    }
}
