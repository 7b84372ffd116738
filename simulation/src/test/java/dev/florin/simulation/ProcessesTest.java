package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.embedded.TemporaryPostgres;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real processes of {@code florin serve}, two on one database, called over HTTP. */
class ProcessesTest {
    private static final long SEED = 20_261_122;

    /** A process, PostgreSQL, the other process. */
    private static final int KILLS = 3;

    private static final Duration WITHIN = Duration.ofSeconds(2);

    private static SimulatedDatabase database;
    private static List<ServingProcess> processes;
    private static ApiCalls calls;

    @BeforeAll
    static void start() {
        database = SimulatedDatabase.create();
        processes = List.of(ServingProcess.start(database), ServingProcess.start(database));
        AtomicInteger turn = new AtomicInteger();
        Supplier<URI> next = () -> processes.get(turn.getAndIncrement() & 1).address();
        calls = new ApiCalls(next);
    }

    @AfterAll
    static void end() {
        calls.close();
        processes.forEach(ServingProcess::close);
        try (Database reading = database.open()) {
            assertEquals(Optional.empty(), new Books(reading).verify().firstDifference());
        }
        database.close();
    }

    private static void open(String account, String credit) {
        assertEquals(
                201,
                calls.post("/v1/accounts", null, "{\"id\":\"" + account + "\"}").status());
        assertEquals(
                200,
                calls.put("/v1/accounts/" + account + "/plan", "{\"plan\":\"pro\"}")
                        .status());
        String grant = "{\"amount\":\"" + credit + "\",\"kind\":\"promo\",\"reason\":\"test\"}";
        assertEquals(
                201,
                calls.post("/v1/accounts/" + account + "/grants", "first", grant)
                        .status());
    }

    private static List<ApiCalls.Reply> together(int times, String path, String key, String body) {
        return Callers.together(IntStream.range(0, times)
                .<Supplier<ApiCalls.Reply>>mapToObj(i -> () -> calls.post(path, key.replace("#", "" + i), body))
                .toList());
    }

    @Test
    void aThousandHoldsAtOnceOnABalanceThatPaysForAHundredAndFifty() {
        open("alice", "1.50");
        List<ApiCalls.Reply> replies = together(1_000, "/v1/accounts/alice/holds", "hold-#", "{\"amount\":\"0.01\"}");
        assertEquals(
                150, replies.stream().filter(reply -> reply.status() == 201).count());
        assertEquals(
                850,
                replies.stream()
                        .filter(reply ->
                                reply.status() == 402 && reply.text("code").equals("insufficient_credits"))
                        .count());
        assertEquals("1.50", calls.get("/v1/accounts/alice/balance").text("held"));
    }

    @Test
    void theSameKeyAHundredTimesAtOnceHasOneEffectAndOneAnswer() {
        open("bob", "5.00");
        List<ApiCalls.Reply> replies = together(100, "/v1/accounts/bob/charges", "same", "{\"amount\":\"1.00\"}");
        assertEquals(
                List.of(201),
                replies.stream().map(ApiCalls.Reply::status).distinct().toList());
        assertEquals(
                1, replies.stream().map(reply -> reply.text("id")).distinct().count());
        assertEquals("4.00", calls.get("/v1/accounts/bob/balance").text("total"));
    }

    @Test
    void bulksOverTheSameAccountsInOppositeOrdersAllHaveTheirEffect() {
        List<String> accounts = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> "bulk-" + i).toList());
        accounts.forEach(account -> open(account, "1.00"));
        List<Supplier<ApiCalls.Reply>> bulks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String body = bulk(i % 2 == 0 ? accounts : accounts.reversed(), "bulk-" + i);
            bulks.add(() -> calls.post("/v1/bulk", null, body));
        }
        for (ApiCalls.Reply reply : Callers.together(bulks)) {
            assertEquals(200, reply.status());
            reply.body()
                    .path("results")
                    .forEach(result -> assertEquals(201, result.path("status").asInt(), result::toString));
        }
        accounts.forEach(account -> assertEquals(
                "0.60", calls.get("/v1/accounts/" + account + "/balance").text("total")));
    }

    private static String bulk(List<String> accounts, String key) {
        return accounts.stream()
                .map(account -> "{\"type\":\"charge\",\"account\":\"" + account + "\",\"idempotency_key\":\"" + key
                        + "\",\"amount\":\"0.01\"}")
                .collect(Collectors.joining(",", "{\"commands\":[", "]}"));
    }

    @Test
    void aKeyThatOneProcessRevokesTheOtherRefusesWithinTwoSeconds() throws IOException, InterruptedException {
        open("keeper", "1.00");
        ApiCalls.Reply key = calls.post("/v1/accounts/keeper/keys", null, "{\"name\":\"a\"}");
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (ServingProcess process : processes) {
                assertEquals(200, readBalance(http, process, key.text("secret")));
            }
            try (ApiCalls first = new ApiCalls(processes.getFirst()::address)) {
                first.delete("/v1/accounts/keeper/keys/" + key.text("id"));
            }
            long revoked = System.nanoTime();
            for (ServingProcess process : processes.reversed()) {
                int status = 200;
                while (status != 401 && System.nanoTime() - revoked < WITHIN.toNanos()) {
                    status = readBalance(http, process, key.text("secret"));
                }
                assertEquals(401, status);
            }
        }
    }

    private static int readBalance(HttpClient http, ServingProcess process, String secret)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(process.address().resolve("/v1/accounts/keeper/balance"))
                .header("Authorization", "Bearer " + secret)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void whatWasAnsweredIsThereOnceHoweverOftenServersAndPostgresAreKilled() throws InterruptedException {
        try (TemporaryPostgres postgres = TemporaryPostgres.start();
                SimulatedDatabase own = SimulatedDatabase.on(postgres)) {
            Chaos.Report report = new Chaos(postgres, own, SEED).run(KILLS, () -> false, _ -> {});
            assertEquals(List.of(), report.wrong());
            assertEquals(KILLS, report.kills());
            assertTrue(report.timesAgain() > 0, "nobody noticed");
        }
    }

    /** Whoever placed them is gone, and nobody asks for the account any more. */
    @Test
    void holdsOfAKilledProcessEndInTimeByWhicheverRouteTheyWerePlaced() throws SQLException {
        try (SimulatedDatabase own = SimulatedDatabase.create()) {
            try (ServingProcess killed = ServingProcess.start(own);
                    ApiCalls its = new ApiCalls(killed::address)) {
                its.post("/v1/accounts", null, "{\"id\":\"carol\"}");
                its.put("/v1/accounts/carol/plan", "{\"plan\":\"pro\"}");
                String path = "/v1/accounts/carol/";
                its.post(path + "grants", "g", "{\"amount\":\"5.00\",\"kind\":\"paid\",\"reason\":\"test\"}");
                String[] holds = {
                    "\"amount\":\"1.00\"",
                    "\"amount\":\"1.00\",\"on_expiry\":\"capture\"",
                    "\"model\":\"gpt-4o-mini\",\"input_tokens\":10,\"max_output_tokens\":10"
                };
                for (String hold : holds) {
                    String key = "\"idempotency_key\":\"b" + hold.length() + "\",";
                    String body = hold + ",\"expires_in\":3600";
                    assertEquals(
                            201,
                            its.post(path + "holds", "h" + hold.length(), "{" + body + "}")
                                    .status());
                    String command = "{\"type\":\"hold\",\"account\":\"carol\"," + key + body + "}";
                    its.post("/v1/bulk", null, "{\"commands\":[" + command + "]}");
                }
                assertEquals(6, openHolds(own));
                killed.kill();
            }
            own.advance(Duration.ofHours(2));
            try (ServingProcess next = ServingProcess.start(own);
                    ApiCalls its = new ApiCalls(next::address)) {
                while (openHolds(own) > 0) {
                    Thread.onSpinWait();
                }
                ApiCalls.Reply balance = its.get("/v1/accounts/carol/balance");
                assertEquals("5.00", balance.text("available"));
            }
        }
    }

    private static int openHolds(SimulatedDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM hold")) {
            row.next();
            return row.getInt(1);
        }
    }
}
