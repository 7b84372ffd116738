package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real {@code florin serve} processes whose customers call the models of the stand-in. At its end nothing is held, and the
 * books are proved. Thread-safe where its callers are.
 */
final class ModelShop implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a model costs in the tests that count: a million tokens in, a million out. */
    static final BigDecimal INPUT = new BigDecimal("3");

    static final BigDecimal OUTPUT = new BigDecimal("15");

    private final SimulatedDatabase database = SimulatedDatabase.create();
    private final StandInProcess standIn;
    private final List<ServingProcess> servers = new ArrayList<>();
    private final Map<String, String> keys = new TreeMap<>();
    private final List<Runnable> closing = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Path folder;
    private final String patience;
    private final String more;
    private final ApiCalls calls;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int logs;

    /** Opens one with {@code processes} servers. */
    ModelShop(Path folder, int processes) {
        this(folder, processes, "first_byte=15s;idle=8s");
    }

    /** The same, whose servers wait for the stand-in with such a patience. */
    ModelShop(Path folder, int processes, String patience) {
        this(folder, processes, patience, "");
    }

    /** The same, whose servers know {@code more} providers, or more places of the same. */
    ModelShop(Path folder, int processes, String patience, String more) {
        this.folder = folder;
        this.patience = patience;
        this.more = more;
        try {
            standIn = StandInProcess.start(folder.resolve("standin"), ServingProcess.freePort());
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in does not start", e);
        }
        for (int i = 0; i < processes; i++) {
            serve();
        }
        calls = new ApiCalls(this::server);
    }

    /** One more server. */
    void serve() {
        servers.add(serveApart(database.port()));
    }

    /** One that nobody is sent to, with its database at another port, behind which somebody may interfere. */
    ServingProcess serveApart(int databasePort) {
        Map<String, String> settings = new TreeMap<>(standIn.settings());
        settings.put("FLORIN_PROVIDERS", (standIn.providers(patience) + " " + more).strip());
        settings.put("STAND_IN_KEY", "any");
        settings.put("FLORIN_DATABASE_URL", database.processUrl(databasePort));
        Path log = folder.resolve("server" + ++logs + ".log");
        return ServingProcess.start(
                database, ServingProcess.freePort(), settings, ProcessBuilder.Redirect.to(log.toFile()));
    }

    /** Asks the server that has run longest to stop; answers its exit code. */
    int stopFirst() {
        return servers.removeFirst().stop();
    }

    /** Kills the server that has run longest. */
    void killFirst() {
        servers.removeFirst().close();
    }

    /** The server that has run longest. */
    URI first() {
        return servers.getFirst().address();
    }

    ServingProcess firstServer() {
        return servers.getFirst();
    }

    URI server() {
        return servers.get(turn.getAndIncrement() % servers.size()).address();
    }

    ApiCalls calls() {
        return calls;
    }

    StandInProcess standIn() {
        return standIn;
    }

    SimulatedDatabase database() {
        return database;
    }

    /** An account with Pro and so much credit; answers the secret of a key. */
    String customer(String account, String credit) {
        calls.post("/v1/accounts", null, "{\"id\":\"" + account + "\"}");
        calls.put("/v1/accounts/" + account + "/plan", "{\"plan\":\"pro\"}");
        calls.post(
                "/v1/accounts/" + account + "/grants",
                Shop.fresh(),
                "{\"amount\":\"" + credit + "\",\"kind\":\"promo\",\"reason\":\"to try\"}");
        return key(account, "{\"name\":\"tests\"}");
    }

    /** Done when this is closed. */
    synchronized void whenClosed(Runnable deed) {
        closing.add(deed);
    }

    /** The same key each time it is asked for. */
    synchronized String customerOnce(String account, String credit) {
        String known = keys.get(account);
        if (known == null) {
            known = customer(account, credit);
            keys.put(account, known);
        }
        return known;
    }

    String key(String account, String body) {
        String secret =
                calls.post("/v1/accounts/" + account + "/keys", null, body).text("secret");
        assertTrue(secret.startsWith("fk_"));
        return secret;
    }

    /** A model of its own for a test, so that scripts and counts are its alone. */
    void model(String name, String provider) {
        assertEquals(
                201,
                calls.put("/v1/prices/" + name, """
                        {"provider":"%s","per_million":{"input":"%s","output":"%s"},"context_tokens":200000,\
                        "max_output_tokens":16000}""".formatted(provider, INPUT, OUTPUT))
                        .status());
    }

    /** What the model answers next. */
    void script(String model, String answer) {
        standIn.models("/scripts", "{\"model\":\"" + model + "\",\"answer\":" + answer + "}");
    }

    /** What was answered, and with which headers. */
    record Answered(int status, JsonNode body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** A call in OpenAI's words, answered in one piece. */
    Answered chat(String key, String model, String more) throws IOException, InterruptedException {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say something.\"}]"
                + more + "}";
        return call("/openai/v1/chat/completions", key, body);
    }

    /** The same in Anthropic's. */
    Answered message(String key, String model, String more) throws IOException, InterruptedException {
        String body = "{\"model\":\"" + model
                + "\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"Say something.\"}]" + more
                + "}";
        return call("/anthropic/v1/messages", key, body);
    }

    /** A call in OpenAI's words with an Idempotency-Key. */
    Answered chatOnce(String key, String model, String idempotencyKey) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server().resolve("/openai/v1/chat/completions"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say something.\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answered(answer);
    }

    Answered get(String path, String key) throws IOException, InterruptedException {
        return answered(http.send(
                HttpRequest.newBuilder(server().resolve(path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private static Answered answered(HttpResponse<String> answer) {
        String text = answer.body();
        return new Answered(answer.statusCode(), JSON.readTree(text.startsWith("{") ? text : "{}"), answer);
    }

    Answered call(String path, String key, String body) throws IOException, InterruptedException {
        boolean anthropic = path.startsWith("/anthropic/");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server().resolve(path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .header(anthropic ? "x-api-key" : "Authorization", anthropic ? key : "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answered(answer);
    }

    /** What the stand-in's own count comes to at the price of {@link #model}. */
    BigDecimal listPrice(String model) {
        return listPrice(standIn, model);
    }

    static BigDecimal listPrice(StandInProcess standIn, String model) {
        JsonNode totals = standIn.models("/calls?model=" + model).path("totals");
        return INPUT.multiply(new BigDecimal(totals.path("input_tokens").asLong()))
                .add(OUTPUT.multiply(new BigDecimal(totals.path("output_tokens").asLong())))
                .movePointLeft(6);
    }

    List<JsonNode> rows(String account) {
        return calls.get("/v1/accounts/" + account + "/transactions?limit=100")
                .body()
                .path("data")
                .valueStream()
                .toList();
    }

    /** However many there are, the newest first. */
    List<JsonNode> allRows(String account) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = calls.get("/v1/accounts/" + account + "/transactions?limit=100" + after)
                    .body();
            page.path("data").forEach(all::add);
            after = page.path("has_more").asBoolean()
                    ? "&starting_after=" + page.path("next_cursor").asString()
                    : "";
        } while (!after.isEmpty());
        return all;
    }

    /** All that the rows of a model charged and left uncollected. */
    BigDecimal booked(String account, String model) {
        return rows(account).stream()
                .filter(row -> row.path("model").asString("").equals(model))
                .map(row -> new BigDecimal(row.path("amount").asString("0"))
                        .negate()
                        .add(new BigDecimal(row.path("uncollected").asString("0"))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** When the hold of the running call of an account would end by itself: with each progress anew. */
    String expiry(String account) {
        return calls.get("/v1/accounts/" + account + "/holds?status=open")
                .body()
                .path("data")
                .path(0)
                .path("expires_at")
                .asString("");
    }

    boolean nothingIsHeld(String account) {
        return new BigDecimal(calls.get("/v1/accounts/" + account + "/balance").text("held")).signum() == 0;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        http.shutdownNow();
        calls.close();
        servers.forEach(ServingProcess::close);
        standIn.close();
        try (Database reading = database.open()) {
            assertEquals(Optional.empty(), new Books(reading).verify().firstDifference());
        }
        database.close();
    }
}
