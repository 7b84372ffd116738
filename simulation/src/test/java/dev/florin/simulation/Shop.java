package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Real {@code florin serve} processes that buy from Stripe's stand-in, and what their customers do there. At its end the books
 * are proved, and nothing that was written anywhere may hold card data. Thread-safe where its callers are.
 */
final class Shop implements AutoCloseable {
    static final String GOOD_CARD = "4242424242424242";
    static final String NO_FUNDS = "4000000000009995";
    static final String DISPUTED = "4000000000000259";
    static final String NEEDS_BANK = "4000002760003184";
    static final String LATER_DECLINED = "4000000000000341";

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Path folder;
    private final SimulatedDatabase database;
    private final StandInProcess stripe;
    private final Backstage backstage;
    private final List<ServingProcess> servers = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final int firstPort = ServingProcess.freePort();
    private final ApiCalls calls;
    private int logs;

    /** Opens one with {@code processes} servers; Stripe sends its events to the first. */
    Shop(Path folder, int processes) {
        this.folder = folder;
        database = SimulatedDatabase.create();
        try {
            stripe = StandInProcess.start(folder.resolve("stripe"), firstPort);
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in does not start", e);
        }
        backstage = new Backstage(database, stripe.settings(), publicUrl());
        for (int i = 0; i < processes; i++) {
            serve(i == 0 ? firstPort : ServingProcess.freePort());
        }
        calls = new ApiCalls(
                () -> servers.get(turn.getAndIncrement() % servers.size()).address());
    }

    private void serve(int port) {
        servers.add(server(port, Map.of()));
    }

    /** One more server, which only those ask who have it. */
    ServingProcess serveApart(Map<String, String> more) {
        return server(ServingProcess.freePort(), more);
    }

    private ServingProcess server(int port, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(stripe.settings());
        settings.put("FLORIN_PUBLIC_URL", publicUrl());
        settings.put("FLORIN_PROVIDERS", stripe.providers());
        settings.put("STAND_IN_KEY", "any");
        settings.putAll(more);
        Path log = folder.resolve("server" + ++logs + ".log");
        return ServingProcess.start(database, port, settings, ProcessBuilder.Redirect.to(log.toFile()));
    }

    /** Where customers' browsers find all servers of the shop. */
    String publicUrl() {
        return "http://127.0.0.1:" + firstPort;
    }

    URI anyServer() {
        return servers.getFirst().address();
    }

    /** Kills the one server of this shop. */
    void closeFirst() {
        servers.removeFirst().close();
    }

    void openFirst() {
        serve(firstPort);
    }

    ApiCalls calls() {
        return calls;
    }

    StandInProcess stripe() {
        return stripe;
    }

    SimulatedDatabase database() {
        return database;
    }

    /** What the jobs of one more process do, now and until nothing is left. */
    void jobs() {
        backstage.run();
        stripe.post("/flush", "{}");
        backstage.run();
    }

    /** What is done once a day: everything is compared with Stripe's. */
    void audit() {
        backstage.payments().audit().run();
    }

    Backstage backstage() {
        return backstage;
    }

    static String fresh() {
        return UUID.randomUUID().toString();
    }

    static void eventually(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it never came");
            Thread.onSpinWait();
        }
    }

    /** A customer with Pro by the host's word. */
    void open(String account) {
        free(account);
        calls.put("/v1/accounts/" + account + "/plan", "{\"plan\":\"pro\"}");
    }

    void free(String account) {
        calls.post("/v1/accounts", null, "{\"id\":\"" + account + "\"}");
    }

    ApiCalls.Reply buy(String account, String amount) {
        return buy(account, amount, fresh());
    }

    ApiCalls.Reply buy(String account, String amount, String key) {
        return calls.post("/v1/accounts/" + account + "/top-ups", key, "{\"amount\":\"" + amount + "\"}");
    }

    ApiCalls.Reply charge(String account, String amount) {
        return charge(account, amount, fresh());
    }

    ApiCalls.Reply charge(String account, String amount, String key) {
        return calls.post("/v1/accounts/" + account + "/charges", key, "{\"amount\":\"" + amount + "\"}");
    }

    /** A first top-up of $20.00 at Checkout, which saves the card; answers its id. */
    String firstTopUp(String account) {
        open(account);
        ApiCalls.Reply asked = buy(account, "20.00");
        assertEquals("requires_checkout", asked.text("status"));
        visit(asked.text("checkout_url"), GOOD_CARD);
        eventually(() -> topUp(asked.text("id")).text("status").equals("succeeded"));
        eventually(() -> !cards(account).isEmpty());
        return asked.text("id");
    }

    /** What a person does at a page of Stripe's. */
    JsonNode visit(String url, String card) {
        return stripe.post("/visit", "{\"url\":\"" + url + "\",\"card\":\"" + card + "\"}");
    }

    /** A monthly or yearly subscription, paid at Checkout. */
    void subscribe(String account, String interval) {
        String url = calls.post(
                        "/v1/accounts/" + account + "/subscription/checkout",
                        null,
                        "{\"interval\":\"" + interval + "\",\"return_url\":\"" + publicUrl() + "/\"}")
                .text("url");
        visit(url, GOOD_CARD);
        eventually(() -> "active".equals(subscription(account).text("status")));
        eventually(() -> !cards(account).isEmpty());
    }

    ApiCalls.Reply subscription(String account) {
        return calls.get("/v1/accounts/" + account + "/subscription");
    }

    ApiCalls.Reply about(String account, String path, String body) {
        return calls.post("/v1/accounts/" + account + "/subscription/" + path, null, body);
    }

    ApiCalls.Reply topUp(String id) {
        return calls.get("/v1/top-ups/" + id);
    }

    ApiCalls.Reply balance(String account) {
        return calls.get("/v1/accounts/" + account + "/balance");
    }

    String total(String account) {
        return balance(account).text("total");
    }

    JsonNode cards(String account) {
        return calls.get("/v1/accounts/" + account + "/payment-methods").body().path("data");
    }

    /** From now on the saved card does as another test card does. */
    void behave(String account, String card) {
        String id = cards(account).path(0).path("id").asString();
        stripe.post("/payment_methods/" + id, "{\"behave_as\":\"" + card + "\"}");
    }

    ApiCalls.Reply recharge(String account, String threshold, String target, @Nullable String monthlyLimit) {
        String limit = monthlyLimit == null ? "" : ",\"monthly_limit\":\"" + monthlyLimit + "\"";
        return calls.put(
                "/v1/accounts/" + account + "/auto-recharge",
                "{\"enabled\":true,\"threshold\":\"" + threshold + "\",\"target\":\"" + target + "\"" + limit
                        + ",\"consent\":{\"version\":\"1\",\"accepted\":true}}");
    }

    ApiCalls.Reply recharge(String account) {
        return calls.get("/v1/accounts/" + account + "/auto-recharge");
    }

    JsonNode attempts(String account) {
        return calls.get("/v1/accounts/" + account + "/auto-recharge/attempts")
                .body()
                .path("data");
    }

    /** The payments of a top-up, as they stand at Stripe. */
    List<JsonNode> payments(String topUp) {
        return stripe.get("/money")
                .path("payment_intents")
                .valueStream()
                .filter(each ->
                        each.path("metadata").path("top_up").asString("").equals(topUp))
                .toList();
    }

    /** The one payment of a top-up; it must be the only one. */
    JsonNode payment(String topUp) {
        List<JsonNode> found = payments(topUp);
        assertEquals(1, found.size());
        return found.getFirst();
    }

    /** The types of an account's rows, the newest first. */
    List<String> rows(String account) {
        return calls.get("/v1/accounts/" + account + "/transactions?limit=100")
                .body()
                .path("data")
                .valueStream()
                .map(each -> each.path("type").asString())
                .toList();
    }

    JsonNode fault(String fault) {
        return stripe.post("/faults", fault);
    }

    void endFaults() {
        stripe.delete("/faults");
    }

    /** Time goes on, here and at Stripe: what falls due there on the way is done at its time. */
    void pass(Duration time) {
        Instant target = database.now().plus(time);
        for (Optional<Instant> next = due(target); next.isPresent(); next = due(target)) {
            database.setClock(next.get());
            stripe.post("/clock", "{\"to\":\"" + next.get() + "\"}");
        }
        database.setClock(target);
        stripe.post("/clock", "{\"to\":\"" + target + "\"}");
    }

    private Optional<Instant> due(Instant target) {
        return Optional.of(stripe.get("/clock").path("next_due"))
                .filter(JsonNode::isString)
                .map(due -> Instant.parse(due.asString()))
                .filter(due -> due.isBefore(target));
    }

    @Override
    public void close() {
        calls.close();
        servers.forEach(ServingProcess::close);
        backstage.close();
        List<String> wrong = RequestShapes.wrong(stripe.get("/calls").path("data"));
        stripe.close();
        try (Database reading = database.open()) {
            assertEquals(Optional.empty(), new Books(reading).verify().firstDifference());
        }
        assertEquals(List.of(), Leaks.in(database, folder));
        database.close();
        assertEquals(List.of(), wrong);
    }
}
