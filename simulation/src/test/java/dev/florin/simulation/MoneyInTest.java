package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.storage.Books;
import dev.florin.server.storage.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real {@code florin serve} that buys from Stripe's stand-in, over HTTP, with what goes wrong there. */
class MoneyInTest {
    private static final String DONE = "4242424242424242";
    private static final String NO_FUNDS = "4000000000009995";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static SimulatedDatabase database;
    private static StandInProcess stripe;
    private static ServingProcess server;
    private static ApiCalls calls;

    @BeforeAll
    static void start() throws IOException {
        database = SimulatedDatabase.create();
        int port = ServingProcess.freePort();
        stripe = StandInProcess.start(folder, port);
        server = ServingProcess.start(database, port, stripe.settings());
        calls = new ApiCalls(server::address);
    }

    @AfterAll
    static void end() {
        calls.close();
        server.close();
        stripe.close();
        try (Database reading = database.open()) {
            assertEquals(Optional.empty(), new Books(reading).verify().firstDifference());
        }
        database.close();
    }

    private static void open(String account) {
        calls.post("/v1/accounts", null, "{\"id\":\"" + account + "\"}");
        calls.put("/v1/accounts/" + account + "/plan", "{\"plan\":\"pro\"}");
    }

    private static ApiCalls.Reply buy(String account, String amount, String key) {
        return calls.post("/v1/accounts/" + account + "/top-ups", key, "{\"amount\":\"" + amount + "\"}");
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    /** A first top-up at Checkout, which saves the card. */
    private static String firstTopUp(String account) {
        open(account);
        ApiCalls.Reply asked = buy(account, "20.00", fresh());
        assertEquals("requires_checkout", asked.text("status"));
        visit(asked.text("checkout_url"), DONE);
        eventually(() -> topUp(asked.text("id")).text("status").equals("succeeded"));
        eventually(() -> !cards(account).isEmpty());
        return asked.text("id");
    }

    private static JsonNode visit(String url, String card) {
        return stripe.post("/visit", "{\"url\":\"" + url + "\",\"card\":\"" + card + "\"}");
    }

    private static ApiCalls.Reply topUp(String id) {
        return calls.get("/v1/top-ups/" + id);
    }

    private static String total(String account) {
        return calls.get("/v1/accounts/" + account + "/balance").text("total");
    }

    private static JsonNode cards(String account) {
        return calls.get("/v1/accounts/" + account + "/payment-methods").body().path("data");
    }

    private static void behave(String account, String card) {
        String id = cards(account).path(0).path("id").asString();
        stripe.post("/payment_methods/" + id, "{\"behave_as\":\"" + card + "\"}");
    }

    /** The one payment of a top-up, as it stands at Stripe; it must be the only one. */
    private static JsonNode payment(String topUp) {
        List<JsonNode> found = stripe.get("/money")
                .path("payment_intents")
                .valueStream()
                .filter(each ->
                        each.path("metadata").path("top_up").asString("").equals(topUp))
                .toList();
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private static void eventually(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it never came");
            Thread.onSpinWait();
        }
    }

    @Test
    void aCustomerBuysAtCheckoutAndThenByTheSavedCard() {
        firstTopUp("ann");
        assertEquals("20.00", total("ann"));
        ApiCalls.Reply second = buy("ann", "15.00", fresh());
        assertEquals("succeeded", second.text("status"));
        assertEquals("35.00", total("ann"));
        assertEquals(1, cards("ann").size());
    }

    @Test
    void aRepeatedRequestIsOneCharge() {
        firstTopUp("ben");
        String key = fresh();
        List<ApiCalls.Reply> replies = Callers.together(IntStream.range(0, 8)
                .<Supplier<ApiCalls.Reply>>mapToObj(_ -> () -> buy("ben", "10.00", key))
                .toList());
        List<String> ids =
                replies.stream().map(reply -> reply.text("id")).distinct().toList();
        assertEquals(1, ids.size());
        eventually(() -> topUp(ids.getFirst()).text("status").equals("succeeded"));
        assertEquals(1000, payment(ids.getFirst()).path("amount_received").asInt());
        assertEquals("30.00", total("ben"));
    }

    @Test
    void anAnswerThatIsLostIsNoSecondCharge() {
        firstTopUp("cleo");
        stripe.post(
                "/faults",
                "{\"on\":\"call\",\"method\":\"POST\",\"path\":\"/v1/payment_intents\",\"do\":\"status\","
                        + "\"status\":500,\"when\":\"after\",\"times\":1}");
        ApiCalls.Reply asked = buy("cleo", "25.00", fresh());
        eventually(() -> topUp(asked.text("id")).text("status").equals("succeeded"));
        assertEquals(2500, payment(asked.text("id")).path("amount_received").asInt());
        assertEquals("45.00", total("cleo"));
    }

    @Test
    void aDeclinedCardIsToldAndChargesNothing() {
        firstTopUp("dan");
        behave("dan", NO_FUNDS);
        ApiCalls.Reply asked = buy("dan", "10.00", fresh());
        assertEquals("failed", asked.text("status"));
        assertEquals(
                "insufficient_funds", asked.body().at("/failure/decline_code").asString());
        assertEquals("canceled", payment(asked.text("id")).path("status").asString());
        assertEquals("20.00", total("dan"));
    }

    @Test
    void eventsThatComeTwiceOrNeverBringCreditOnce() {
        stripe.post("/faults", "{\"on\":\"event\",\"types\":[\"*\"],\"do\":\"duplicate\",\"copies\":3,\"times\":10}");
        firstTopUp("eve");
        assertEquals("20.00", total("eve"));
    }

    @Test
    void unspentCreditGoesBackAndARefundAtStripeIsSeen() {
        String first = firstTopUp("fay");
        ApiCalls.Reply refund = calls.post("/v1/top-ups/" + first + "/refund", fresh(), "{\"amount\":\"5.00\"}");
        assertEquals("succeeded", refund.text("status"));
        assertEquals("15.00", total("fay"));
        assertEquals(
                "refund_exceeds_unspent",
                calls.post("/v1/top-ups/" + first + "/refund", fresh(), "{\"amount\":\"15.01\"}")
                        .text("code"));
        calls.post("/v1/accounts/fay/charges", fresh(), "{\"amount\":\"10.00\"}");
        stripe.dashboard(
                "/v1/refunds", "payment_intent=" + payment(first).path("id").asString());
        eventually(() -> calls.get("/v1/accounts/fay/balance").text("owed").equals("10.00"));
        assertEquals("0.00", total("fay"));
    }

    @Test
    void aDisputeFreezesAndComesBackWhenWon() {
        String first = firstTopUp("gus");
        JsonNode dispute = stripe.post(
                "/disputes",
                "{\"payment_intent\":\"" + payment(first).path("id").asString() + "\"}");
        eventually(() -> calls.get("/v1/accounts/gus/balance").text("frozen").equals("20.00"));
        assertEquals("account_in_dispute", buy("gus", "10.00", fresh()).text("code"));
        stripe.post("/disputes/" + dispute.path("id").asString() + "/close", "{\"status\":\"won\"}");
        eventually(() -> total("gus").equals("20.00"));
    }

    @Test
    void aCrossedThresholdIsOneAutomaticCharge() {
        firstTopUp("hal");
        ApiCalls.Reply on = calls.put(
                "/v1/accounts/hal/auto-recharge",
                "{\"enabled\":true,\"threshold\":\"10.00\",\"target\":\"20.00\",\"consent\":{\"version\":\"1\",\"accepted\":true}}");
        assertEquals("on", on.text("status"));
        Callers.together(IntStream.range(0, 20)
                .<Supplier<ApiCalls.Reply>>mapToObj(
                        _ -> () -> calls.post("/v1/accounts/hal/charges", fresh(), "{\"amount\":\"0.60\"}"))
                .toList());
        eventually(() -> !total("hal").equals("8.00"));
        JsonNode attempts =
                calls.get("/v1/accounts/hal/auto-recharge/attempts").body().path("data");
        assertEquals(1, attempts.size());
        calls.put("/v1/accounts/hal/auto-recharge", "{\"enabled\":false}");
    }
}
