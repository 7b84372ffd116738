package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Streams on two servers at once: never more is spent than is there, and what changes meanwhile does not change a running call. */
final class StreamRacesTest {
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final long SOON = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private static Path folder;

    private static ModelShop shop;

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 2, "first_byte=30s;idle=30s");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static String body(String model, String more) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]"
                + more + "}";
    }

    private static void script(String model, String answer) {
        shop.standIn().models("/scripts", "{\"model\":\"" + model + "\",\"times\":null,\"answer\":" + answer + "}");
    }

    private static void open(String latch) {
        shop.standIn().models("/latches/" + latch, "{}");
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + SOON;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static BigDecimal balance(String account, String member) {
        return new BigDecimal(
                shop.calls().get("/v1/accounts/" + account + "/balance").text(member));
    }

    private static int callsOf(String model) {
        return shop.standIn()
                .models("/calls?model=" + model)
                .path("totals")
                .path("calls")
                .asInt();
    }

    private static JsonNode onlyCall(String account) {
        List<JsonNode> rows = shop.rows(account).stream()
                .filter(row -> !row.path("type").asString().equals("grant"))
                .toList();
        assertEquals(1, rows.size(), rows.toString());
        return rows.getFirst();
    }

    /** What one such call sets aside. */
    private static BigDecimal holdOf(String model, String body) throws IOException {
        String account = "measures-" + model;
        String key = shop.customer(account, "100.00");
        script(model, "{\"frames\":3,\"wait_for\":\"measured-" + model + "\"}");
        try (ModelCaller caller = new ModelCaller(shop.server(), CHAT, key, body)) {
            await("nothing is held", () -> balance(account, "held").signum() > 0);
            BigDecimal held = balance(account, "held");
            open("measured-" + model);
            assertTrue(caller.hears("[DONE]"));
            return held;
        } finally {
            shop.standIn().models("/reset", "{\"model\":\"" + model + "\"}");
        }
    }

    /** {@code calls} at once on a balance that pays {@code paid} of them exactly, answered once all are decided. */
    private static void race(String model, int calls, int paid) throws IOException {
        shop.model(model, "openai");
        String body = body(model, ",\"max_tokens\":100");
        BigDecimal hold = holdOf(model, body);
        String account = "races-" + model;
        String key =
                shop.customer(account, hold.multiply(BigDecimal.valueOf(paid)).toPlainString());
        script(model, "{\"frames\":3,\"wait_for\":\"" + model + "\"}");
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try (ModelCaller caller = new ModelCaller(shop.server(), CHAT, key, body)) {
                                String said = caller.all();
                                (said.startsWith("HTTP/1.1 402 ") ? refused : answered).incrementAndGet();
                                assertTrue(said.startsWith("HTTP/1.1 402 ") || said.contains("[DONE]"), said);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            await("not all are decided", () -> refused.get() == calls - paid && callsOf(model) >= paid);
            open(model);
            all.forEach(CompletableFuture::join);
        }
        assertEquals(paid, answered.get());
        assertEquals(paid, callsOf(model));
        await("something is held", () -> shop.nothingIsHeld(account));
        assertTrue(balance(account, "total").signum() >= 0);
    }

    @Test
    void ofFiftyCallsAtOnceTheOneThatIsPaidIsSent() throws IOException {
        race("fifty", 50, 1);
    }

    @Test
    void ofAThousandCallsAtOnceExactlyThoseAreSentThatArePaid() throws IOException {
        race("thousand", 1_000, 150);
    }

    @Test
    void whatChangesMeanwhileDoesNotChangeARunningStream() throws IOException {
        shop.model("changing", "openai");
        String account = "changes";
        String key = shop.customer(account, "5.00");
        script("changing", "{\"frames\":6,\"wait_for\":\"changed\",\"wait_after\":3}");
        try (ModelCaller caller = new ModelCaller(shop.server(), CHAT, key, body("changing", ""))) {
            assertTrue(caller.hearsContent());
            String path = "/v1/accounts/" + account;
            shop.calls().put("/v1/prices/changing", """
                    {"provider":"openai","per_million":{"input":"6","output":"30"},"context_tokens":200000,\
                    "max_output_tokens":16000}""");
            shop.calls().post(path + "/freeze", null, "{\"reason\":\"a test\"}");
            shop.calls().put(path + "/plan", "{\"plan\":\"free\"}");
            String keyId = shop.calls()
                    .get(path + "/keys")
                    .body()
                    .path("data")
                    .path(0)
                    .path("id")
                    .asString();
            assertEquals(200, shop.calls().delete(path + "/keys/" + keyId).status());
            open("changed");
            assertTrue(caller.hears("[DONE]"));
        }
        assertEquals(0, shop.listPrice("changing").compareTo(shop.booked(account, "changing")));
        assertFalse(onlyCall(account).path("estimated").asBoolean());
        try (ModelCaller next = new ModelCaller(shop.server(), CHAT, key, body("changing", ""))) {
            assertTrue(next.all().startsWith("HTTP/1.1 401 "));
        }
    }

    @Test
    void aHundredThousandTokensAreHeldAndChargedToTheToken() throws IOException {
        shop.model("attentive", "anthropic");
        String account = "wordy";
        String key = shop.customer(account, "5.00");
        String prompt = "The quick brown fox jumps over the lazy dog. ".repeat(10_000);
        String body =
                "{\"model\":\"attentive\",\"stream\":true,\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + prompt + "\"}]}";
        try (ModelCaller caller = new ModelCaller(shop.server(), "/anthropic/v1/messages", key, body)) {
            assertTrue(caller.hears("message_stop"));
        }
        assertTrue(onlyCall(account).path("usage").path("input_tokens").asLong() > 90_000);
        assertEquals(0, shop.listPrice("attentive").compareTo(shop.booked(account, "attentive")));
    }

    @Test
    void aThousandSlowStreamsFitIntoASmallServer() throws IOException {
        shop.model("slow", "openai");
        String account = "patient";
        String key = shop.customer(account, "900.00");
        script("slow", "{\"frames\":4,\"wait_for\":\"slow\",\"wait_after\":2}");
        List<ModelCaller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                callers.add(new ModelCaller(shop.server(), CHAT, key, body("slow", ",\"max_tokens\":10")));
            }
            for (ModelCaller each : callers) {
                assertTrue(each.hearsContent(), each::heard);
            }
            // All at once, on two servers of 256 MB each.
            assertEquals(1_000, callsOf("slow"));
            open("slow");
            for (ModelCaller each : callers) {
                assertTrue(each.hears("[DONE]"));
            }
        } finally {
            for (ModelCaller each : callers) {
                each.close();
            }
        }
        await("something is held", () -> shop.nothingIsHeld(account));
        BigDecimal spent = new BigDecimal("900.00").subtract(balance(account, "total"));
        assertEquals(0, shop.listPrice("slow").compareTo(spent));
    }
}
