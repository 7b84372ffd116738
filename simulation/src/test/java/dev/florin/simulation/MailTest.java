package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real {@code florin serve} that buys from Stripe's stand-in, and what its customers find in their mail boxes. */
class MailTest {
    private static final String DONE = "4242424242424242";
    private static final String LOST = "4000000000009987";
    private static final String MUST_CONFIRM = "4000002760003184";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static SimulatedDatabase database;
    private static StandInProcess outside;
    private static ServingProcess server;
    private static ApiCalls calls;

    @BeforeAll
    static void start() throws IOException {
        database = SimulatedDatabase.create();
        int port = ServingProcess.freePort();
        outside = StandInProcess.start(folder, port);
        server = ServingProcess.start(database, port, outside.settings());
        calls = new ApiCalls(server::address);
    }

    @AfterAll
    static void end() {
        calls.close();
        server.close();
        outside.close();
        database.close();
    }

    private static ApiCalls.Reply post(String path, String body) {
        return calls.post("/v1" + path, UUID.randomUUID().toString(), body);
    }

    private static void eventually(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it never came");
            Thread.onSpinWait();
        }
    }

    /** A customer with a saved card and $20.00, and the receipt for it. */
    private static JsonNode customer(String id) {
        calls.post(
                "/v1/accounts",
                null,
                "{\"id\":\"" + id + "\",\"email\":\"" + id + "@customers.example\",\"name\":\"" + id
                        + ", <x@y.zz>\"}");
        calls.put("/v1/accounts/" + id + "/plan", "{\"plan\":\"pro\"}");
        ApiCalls.Reply asked = post("/accounts/" + id + "/top-ups", "{\"amount\":\"20.00\"}");
        outside.post("/visit", "{\"url\":\"" + asked.text("checkout_url") + "\",\"card\":\"" + DONE + "\"}");
        eventually(() -> mails(id, "Receipt:").size() == 1);
        return mails(id, "Receipt:").getFirst();
    }

    private static void behave(String id, String card) {
        JsonNode saved =
                calls.get("/v1/accounts/" + id + "/payment-methods").body().at("/data/0/id");
        outside.post("/payment_methods/" + saved.asString(), "{\"behave_as\":\"" + card + "\"}");
    }

    private static List<JsonNode> mails(String id, String subject) {
        return outside.mails(id + "@customers.example")
                .valueStream()
                .filter(mail -> mail.path("subject").asString().startsWith(subject))
                .toList();
    }

    @Test
    void aReceiptComesForEachPaymentOnce() {
        JsonNode receipt = customer("ann");
        assertEquals("Receipt: $20.00 of AI credit", receipt.path("subject").asString());
        assertTrue(receipt.path("text").asString().contains("Balance now: $20.00"), receipt.toString());
        assertTrue(receipt.path("html").asString().contains("Example &amp; Sons"), receipt.toString());
        post("/accounts/ann/top-ups", "{\"amount\":\"15.00\"}");
        eventually(() -> mails("ann", "Receipt:").size() == 2);
        assertEquals(2, outside.mails("ann@customers.example").size());
        assertEquals(0, outside.mails("x@y.zz").size());
    }

    @Test
    void aPaymentToBeConfirmedLeadsToItsPage() {
        customer("ben");
        behave("ben", MUST_CONFIRM);
        ApiCalls.Reply asked = post("/accounts/ben/top-ups", "{\"amount\":\"10.00\"}");
        assertEquals("requires_confirmation", asked.text("status"));
        eventually(() -> mails("ben", "Please confirm").size() == 1);
        String text = mails("ben", "Please confirm").getFirst().path("text").asString();
        assertTrue(text.contains(asked.text("confirm_url")), text);
    }

    @Test
    void aDeclinedRechargeIsOneMailThatSaysWhatToDo() {
        customer("cleo");
        behave("cleo", LOST);
        calls.put(
                "/v1/accounts/cleo/auto-recharge",
                "{\"enabled\":true,\"threshold\":\"5.00\",\"target\":\"20.00\",\"consent\":{\"version\":\"1\",\"accepted\":true}}");
        post("/accounts/cleo/charges", "{\"amount\":\"16.00\"}");
        eventually(() -> mails("cleo", "Auto-recharge is paused").size() == 1);
        String text =
                mails("cleo", "Auto-recharge is paused").getFirst().path("text").asString();
        assertTrue(text.contains("Your card was declined"), text);
        assertEquals(0, mails("cleo", "Auto-recharge: your card").size());
        eventually(() -> mails("cleo", "Your AI credit is low").size() == 1);
    }

    @Test
    void aThousandRefusedCallsAreOneMail() {
        customer("dan");
        Callers.together(IntStream.range(0, 40)
                .<Supplier<Boolean>>mapToObj(_ -> () -> {
                    for (int i = 0; i < 25; i++) {
                        assertEquals(
                                "insufficient_credits",
                                post("/accounts/dan/holds", "{\"amount\":\"500.00\"}")
                                        .text("code"));
                    }
                    return true;
                })
                .toList());
        eventually(() -> mails("dan", "Your AI credit is used up").size() == 1);
        post("/accounts/dan/top-ups", "{\"amount\":\"15.00\"}");
        eventually(() -> mails("dan", "Receipt:").size() == 2);
        assertEquals(1, mails("dan", "Your AI credit is used up").size());
    }
}
