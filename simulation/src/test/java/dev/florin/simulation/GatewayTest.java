package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.ModelShop.Answered;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Calls of models over HTTP, through a real server to the stand-in. */
final class GatewayTest {
    @TempDir
    private static Path folder;

    private static ModelShop shop;

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 2);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void whatTheProviderCountsIsWhatTheCustomerPays() throws IOException, InterruptedException {
        String key = shop.customer("payer", "5.00");
        shop.model("of-openai", "openai");
        shop.model("of-anthropic", "anthropic");
        Answered chat = shop.chat(key, "of-openai", "");
        Answered message = shop.message(key, "of-anthropic", "");
        assertEquals(200, chat.status(), chat.response().body());
        assertEquals(200, message.status(), message.response().body());
        assertEquals(0, shop.listPrice("of-openai").compareTo(shop.booked("payer", "of-openai")));
        assertEquals(0, shop.listPrice("of-anthropic").compareTo(shop.booked("payer", "of-anthropic")));
        assertEquals(
                chat.header("x-florin-cost"),
                chat.body().path("usage").path("cost").asString());
        assertEquals(
                shop.listPrice("of-openai").stripTrailingZeros(),
                new BigDecimal(chat.header("x-florin-cost")).stripTrailingZeros());
        assertTrue(chat.header("x-florin-transaction").startsWith("txn_"));
        assertTrue(chat.header("x-florin-hold").startsWith("hold_"));
        BigDecimal left = new BigDecimal("5.00")
                .subtract(shop.booked("payer", "of-openai"))
                .subtract(shop.booked("payer", "of-anthropic"));
        assertEquals(0, left.compareTo(new BigDecimal(message.header("x-florin-balance"))));
        assertTrue(shop.nothingIsHeld("payer"));
    }

    @Test
    void aStreamTellsItsCostAndPassesEachFrame() throws IOException, InterruptedException {
        String key = shop.customer("streamer", "5.00");
        shop.model("streamed", "openai");
        Answered stream = shop.chat(key, "streamed", ",\"stream\":true");
        assertEquals(200, stream.status());
        String text = stream.response().body();
        assertTrue(text.contains(": florin {"), text);
        assertTrue(text.strip().endsWith("data: [DONE]"), text);
        assertEquals(0, shop.listPrice("streamed").compareTo(shop.booked("streamer", "streamed")));
        assertTrue(shop.nothingIsHeld("streamer"));
    }

    @Test
    void aCallWithAKeyIsMadeOnceUnlessItWasNotCharged() throws IOException, InterruptedException {
        String key = shop.customer("careful", "5.00");
        shop.model("once", "openai");
        shop.script("once", "{\"status\":500}");
        assertEquals(500, shop.chatOnce(key, "once", "k1").status());
        Answered made = shop.chatOnce(key, "once", "k1");
        assertEquals(200, made.status(), made.response().body());
        Answered again = shop.chatOnce(key, "once", "k1");
        assertEquals(422, again.status());
        assertEquals(
                "call_already_made", again.body().path("error").path("code").asString());
        assertEquals(
                made.header("x-florin-transaction"),
                again.body().path("error").path("transaction").asString());
        assertEquals(
                2, shop.rows("careful").stream().filter(row -> row.has("model")).count());
    }

    @Test
    void aKeyWhoseCallStillRunsIsNotAskedTwice() throws Exception {
        String key = shop.customer("hasty", "5.00");
        shop.model("running", "openai");
        shop.script("running", "{\"wait_for\":\"running\"}");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answered> first = callers.submit(() -> shop.chatOnce(key, "running", "k"));
            Shop.eventually(() -> callsOf("running") == 1);
            List<Future<Answered>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(callers.submit(() -> shop.chatOnce(key, "running", "k")));
            }
            for (Future<Answered> other : others) {
                Answered told = other.get();
                assertEquals(422, told.status(), told.response().body());
                assertEquals("call_already_made", told.body().at("/error/code").asString());
                assertEquals("false", told.header("x-should-retry"));
                assertTrue(told.body().at("/error/transaction").isMissingNode());
            }
            shop.standIn().models("/latches/running", "");
            assertEquals(200, first.get().status());
        }
        assertEquals(1, callsOf("running"));
        assertEquals(2, shop.rows("hasty").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unheard|true|{'delay_ms':14000}",
                "headed|true|{'frames':3,'first_frame_ms':14000}",
                "whole|false|{'delay_ms':14000}",
            })
    void whoLeavesASilentProviderIsNoticedThere(String model, boolean streams, String script) throws IOException {
        String key = shop.customer(model, "5.00");
        shop.model(model, "openai");
        shop.script(model, script.replace('\'', '"'));
        try (ModelCaller caller = new ModelCaller(
                shop.server(),
                "/openai/v1/chat/completions",
                key,
                "{\"model\":\"" + model + "\",\"stream\":" + streams
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(20_000) + "\"}]}")) {
            Shop.eventually(() -> callsOf(model) == 1);
            assertTrue(caller.heard().isEmpty());
        }
        long left = System.nanoTime();
        Shop.eventually(() -> lastCall(model).path("state").asString().equals("caller_left"));
        assertTrue(System.nanoTime() - left < TimeUnit.SECONDS.toNanos(5), "noticed too late");
        Shop.eventually(() -> shop.nothingIsHeld(model));
        JsonNode row = shop.rows(model).getFirst();
        if (model.equals("unheard")) {
            assertEquals("not_charged", row.path("type").asString(), row.toString());
        } else {
            assertTrue(row.path("estimated").asBoolean(), row.toString());
            // At least 20,000 tokens at the price of the input.
            BigDecimal least = new BigDecimal("0.01");
            assertTrue(new BigDecimal(row.path("amount").asString()).negate().compareTo(least) >= 0, row.toString());
        }
    }

    private static JsonNode lastCall(String model) {
        JsonNode calls = shop.standIn().models("/calls?model=" + model).path("data");
        return calls.path(calls.size() - 1);
    }

    @Test
    void whatIsListedHasAPriceAndWhatIsCountedIsFree() throws IOException, InterruptedException {
        String key = shop.customer("reader", "1.00");
        shop.model("counted", "anthropic");
        Answered models = shop.get("/openai/v1/models", key);
        assertTrue(
                models.response().body().contains("\"id\":\"counted\""),
                models.response().body());
        assertTrue(
                shop.get("/anthropic/v1/models?limit=20", key).response().body().contains("\"counted\""));
        Answered count = shop.call("/anthropic/v1/messages/count_tokens", key, """
                {"model":"counted","messages":[{"role":"user","content":"How long is this?"}]}""");
        assertEquals(200, count.status(), count.response().body());
        assertTrue(
                count.body().path("input_tokens").asLong() > 4, count.response().body());
        assertEquals(1, shop.rows("reader").size());
    }

    @Test
    void aModelOfTheOtherProviderIsTranslated() throws IOException, InterruptedException {
        String key = shop.customer("polyglot", "5.00");
        shop.model("theirs", "anthropic");
        shop.script("theirs", "{\"text\":\"Bonjour\"}");
        Answered chat = shop.chat(key, "theirs", ",\"stream\":true");
        assertEquals(200, chat.status(), chat.response().body());
        assertTrue(chat.response().body().contains("Bonjour"), chat.response().body());
        assertEquals(0, shop.listPrice("theirs").compareTo(shop.booked("polyglot", "theirs")));
    }

    @Test
    void aTextThatIsCertainlyLongerThanTheModelsContextIsRefusedInItsDialect()
            throws IOException, InterruptedException {
        String key = shop.customer("verbose", "50.00");
        shop.model("gpt-4o-of-tests", "openai");
        String shown = "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted("The quick brown fox jumps over the lazy dog. ".repeat(25_000));
        String body = "{\"model\":\"gpt-4o-of-tests\",\"max_tokens\":50," + shown;
        Answered chat = shop.call("/openai/v1/chat/completions", key, body);
        assertEquals(400, chat.status(), chat.response().body());
        assertEquals("false", chat.header("x-should-retry"));
        assertEquals("invalid_request_error", chat.body().at("/error/type").asString());
        assertEquals("context_length_exceeded", chat.body().at("/error/code").asString());
        assertEquals("messages", chat.body().at("/error/param").asString());
        Answered stream =
                shop.call("/openai/v1/chat/completions", key, body.replace("\"max_tokens\":50", "\"stream\":true"));
        assertEquals(400, stream.status());
        Answered message = shop.call("/anthropic/v1/messages", key, body);
        assertEquals(400, message.status(), message.response().body());
        assertEquals("error", message.body().path("type").asString());
        assertEquals("invalid_request_error", message.body().at("/error/type").asString());
        assertTrue(message.body().at("/error/message").asString().startsWith("prompt is too long: "));
        assertEquals(0, callsOf("gpt-4o-of-tests"));
        assertEquals(1, shop.rows("verbose").size());
        assertTrue(shop.nothingIsHeld("verbose"));
        // Where tokens are only bounded nothing is certain: the provider decides.
        shop.model("of-unknown-words", "openai");
        Answered passed =
                shop.call("/openai/v1/chat/completions", key, body.replace("gpt-4o-of-tests", "of-unknown-words"));
        assertEquals(200, passed.status(), passed.response().body());
    }

    private static int callsOf(String model) {
        return shop.standIn()
                .models("/calls?model=" + model)
                .at("/totals/calls")
                .asInt();
    }

    @Test
    void refusalsSpeakTheDialectOfTheirPath() throws IOException, InterruptedException {
        Answered openAi = shop.chat("fk_nobodys", "gpt-5-mini", "");
        Answered anthropic = shop.message("fk_nobodys", "claude-sonnet-4-5", "");
        assertEquals(401, openAi.status());
        assertEquals("invalid_key", openAi.body().path("error").path("code").asString());
        assertEquals("error", anthropic.body().path("type").asString());
        assertEquals(
                "authentication_error",
                anthropic.body().path("error").path("type").asString());
        Answered nowhere = shop.call("/openai/v1/files", "fk_nobodys", "{}");
        assertEquals(404, nowhere.status());
        assertFalse(nowhere.body().path("error").isMissingNode());
        assertEquals("false", openAi.header("x-should-retry"));
        String poor = shop.customer("poor", "0.000001");
        Answered refused = shop.chat(poor, "gpt-5-mini", ",\"max_completion_tokens\":4000");
        assertEquals(402, refused.status());
        assertEquals(
                "insufficient_credits",
                refused.body().path("error").path("code").asString());
    }
}
