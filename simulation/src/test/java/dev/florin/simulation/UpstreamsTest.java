package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.ModelShop.Answered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A provider in two places, and servers that end: whatever one of them does, a call is one hold, one row and one bill. */
final class UpstreamsTest {
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String PATIENCE = "first_byte=3s;idle=3s;whole=3s";
    private static final int AT_ONCE = 40;

    @TempDir
    private static Path folder;

    private static StandInProcess second;
    private static ModelShop shop;

    @BeforeAll
    static void open() throws IOException {
        second = StandInProcess.start(folder.resolve("second"), ServingProcess.freePort());
        String nowhere = "gone=http://127.0.0.1:" + ServingProcess.freePort() + "/v1;" + PATIENCE;
        String patient = "first_byte=60s;idle=60s;whole=60s";
        shop = new ModelShop(
                folder.resolve("shop"),
                1,
                PATIENCE,
                String.join(
                        " ",
                        second.providers(PATIENCE),
                        nowhere,
                        second.providers(PATIENCE).replaceFirst(".* \\*=", "gone="),
                        second.providers(patient).replaceFirst(".* \\*=", "patient=")));
    }

    @AfterAll
    static void close() {
        shop.close();
        second.close();
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static void script(StandInProcess at, String model, String answer) {
        at.models("/scripts", "{\"model\":\"" + model + "\",\"times\":null,\"answer\":" + answer + "}");
    }

    private static int calls(StandInProcess at, String model) {
        return at.models("/calls?model=" + model).path("totals").path("calls").asInt();
    }

    private static List<JsonNode> rowsOfCalls(String account) {
        return shop.rows(account).stream().filter(row -> row.has("hold")).toList();
    }

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}";
    }

    private static String metrics() {
        try {
            return shop.get("/metrics", ServingProcess.OPERATOR_KEY).response().body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSecondIsAskedWhereTheFirstHasDoneNothing() throws IOException, InterruptedException {
        String key = shop.customer("lucky", "50.00");
        for (int status : new int[] {429, 503}) {
            String model = "after-" + status;
            shop.model(model, "anthropic");
            script(shop.standIn(), model, "{\"status\":" + status + ",\"error\":{\"message\":\"not now\"}}");
            assertEquals(200, shop.message(key, model, "").status());
            Answered chat = shop.chat(key, model, ",\"stream\":true");
            assertTrue(
                    chat.response().body().contains("[DONE]"), chat.response().body());
            assertEquals(2, calls(second, model));
            assertEquals(0, ModelShop.listPrice(second, model).compareTo(shop.booked("lucky", model)));
        }
        assertEquals(4, rowsOfCalls("lucky").size());
        await("something is held", () -> shop.nothingIsHeld("lucky"));
    }

    @Test
    void whereTheFirstMayHaveWorkedNobodyElseIsAsked() throws IOException, InterruptedException {
        String key = shop.customer("unlucky", "50.00");
        shop.model("uncertain", "openai");
        shop.model("well", "openai");
        for (String fault : List.of(
                "{\"refuse\":true}",
                "{\"delay_ms\":60000}",
                "{\"frames\":6,\"stall_after\":0}",
                "{\"frames\":6,\"cut_after\":0,\"cut\":\"reset\"}",
                "{\"status\":500,\"error\":{\"message\":\"oh\"}}")) {
            shop.standIn().models("/reset", "{\"model\":\"uncertain\"}");
            script(shop.standIn(), "uncertain", fault);
            Answered whole = shop.chat(key, "uncertain", "");
            assertTrue(whole.status() == 502 || whole.status() == 500, fault + " was answered " + whole.status());
            shop.chat(key, "uncertain", ",\"stream\":true");
            assertEquals(2, calls(shop.standIn(), "uncertain"), fault);
            assertEquals(0, calls(second, "uncertain"), fault);
            // A provider that is well now and then is not passed over, and so is asked again.
            for (int i = 0; i < 5; i++) {
                assertEquals(200, shop.chat(key, "well", ",\"max_tokens\":5").status());
            }
        }
        List<JsonNode> failed = rowsOfCalls("unlucky").stream()
                .filter(row -> row.path("type").asString().equals("not_charged"))
                .toList();
        assertEquals(10, failed.size());
        assertTrue(failed.stream()
                .allMatch(row -> row.path("reason_code").asString().equals("failed")));
        await("something is held", () -> shop.nothingIsHeld("unlucky"));
    }

    @Test
    void whoIsNotThereIsPassedOverAndEveryCallIsChargedOnce() throws Exception {
        String key = shop.customer("many", "50.00");
        shop.model("moved", "gone");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answered>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                String more = i % 2 == 0 ? "" : ",\"stream\":true";
                Callable<Answered> call = () -> shop.chat(key, "moved", ",\"max_tokens\":50" + more);
                running.add(threads.submit(call));
            }
            for (Future<Answered> each : running) {
                assertEquals(200, each.get().status());
            }
        }
        assertEquals(AT_ONCE, calls(second, "moved"));
        assertEquals(AT_ONCE, rowsOfCalls("many").size());
        assertEquals(0, ModelShop.listPrice(second, "moved").compareTo(shop.booked("many", "moved")));
        String metrics = metrics();
        assertTrue(metrics.contains("florin_gateway_upstream_open{upstream=\"gone\"} 1.0"), metrics);
        assertTrue(
                metrics.contains("florin_gateway_upstream_failures_total{upstream=\"gone\",why=\"unreached\"}"),
                metrics);
        assertTrue(metrics.contains("florin_gateway_calls_total{outcome=\"finished\"}"), metrics);
        assertTrue(
                metrics.contains("florin_gateway_first_byte_seconds_count{streamed=\"true\",upstream=\"gone#2\"}"),
                metrics);
        await("something is held", () -> shop.nothingIsHeld("many"));
        // A stream gives its place back after its last byte.
        await(
                "a place is taken",
                () -> metrics().contains("florin_gateway_upstream_under_way{upstream=\"gone#2\"} 0.0"));
    }

    @Test
    void aServerThatIsToldToStopEndsItsCallsAndSettlesThem() throws IOException {
        shop.serve();
        shop.model("endless", "patient");
        shop.model("silent", "patient");
        String key = shop.customer("cut-short", "50.00");
        String other = shop.customer("given-up", "50.00");
        script(second, "endless", "{\"frames\":3000,\"pause_ms\":100}");
        script(second, "silent", "{\"delay_ms\":60000}");
        String whole = body("silent").replace("\"stream\":true,", "");
        try (ModelCaller caller = new ModelCaller(shop.first(), CHAT, key, body("endless"));
                ModelCaller waiting = new ModelCaller(shop.first(), CHAT, other, whole)) {
            assertTrue(caller.hearsContent());
            await("the provider is not asked", () -> calls(second, "silent") == 1);
            assertEquals(143, shop.stopFirst());
            String heard = caller.all();
            assertTrue(heard.contains("The server is stopping"), heard);
            String answered = waiting.all();
            assertTrue(answered.startsWith("HTTP/1.1 503"), answered);
            assertTrue(answered.contains("nothing was charged"), answered);
        }
        assertTrue(shop.nothingIsHeld("cut-short"));
        JsonNode row = rowsOfCalls("cut-short").getFirst();
        assertEquals("charge", row.path("type").asString());
        assertTrue(row.path("estimated").asBoolean());
        assertTrue(row.path("usage").path("output_tokens").asLong() > 10, row.toString());
        assertTrue(shop.nothingIsHeld("given-up"));
        assertEquals(
                "failed", rowsOfCalls("given-up").getFirst().path("reason_code").asString());
    }

    @Test
    void anAnswerInOnePieceIsChargedItsInputWhereItsServerIsKilled() throws IOException {
        shop.serve();
        shop.model("orphaned", "patient");
        String key = shop.customer("orphan", "50.00");
        script(second, "orphaned", "{\"delay_ms\":60000}");
        String whole = body("orphaned").replace("\"stream\":true,", "");
        try (ModelCaller caller = new ModelCaller(shop.first(), CHAT, key, whole)) {
            await("nothing is held", () -> !shop.nothingIsHeld("orphan"));
            String atFirst = shop.expiry("orphan");
            await("no progress is recorded", () -> !shop.expiry("orphan").equals(atFirst));
            shop.killFirst();
            assertEquals("", caller.heard());
        }
        shop.database().setClock(shop.database().now().plus(Duration.ofMinutes(5)));
        await("a hold outlives its call", () -> shop.nothingIsHeld("orphan"));
        JsonNode row = rowsOfCalls("orphan").getFirst();
        assertEquals("charge", row.path("type").asString());
        assertTrue(row.path("estimated").asBoolean());
        assertEquals(0, row.path("usage").path("output_tokens").asLong());
        assertTrue(new BigDecimal(row.path("amount").asString()).signum() < 0);
    }
}
