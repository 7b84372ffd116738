package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.ModelShop.Answered;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two hundred agents at once, which call tools and go on as long as they are paid, on $2.00 and two servers. */
final class AgentsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODEL = "agents-model";
    private static final String ACCOUNT = "principal";
    private static final BigDecimal CREDIT = new BigDecimal("2.00");
    private static final int AGENTS = 200;

    /** What an agent carries along: with it the credit pays fewer calls than there are agents with two each. */
    private static final String INSTRUCTIONS = "You help with travel plans and look things up. ".repeat(300);

    private static final String TOOLS = """
            [{"type":"function","function":{"name":"get_weather","description":"The weather of a city","parameters":\
            {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    @TempDir
    private static Path folder;

    private static ModelShop shop;

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 2, "first_byte=30s;idle=30s;whole=60s");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** What all of them did. */
    private record Work(AtomicInteger answered, AtomicInteger refused, AtomicInteger toolCalls) {}

    /** One that asks, lets its tool answer, asks again and so on, until it is told that its credit is used. */
    private static void agent(String key, Work work) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("model", MODEL).put("max_tokens", 1_000);
        body.set("tools", JSON.readTree(TOOLS));
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", INSTRUCTIONS);
        messages.addObject().put("role", "user").put("content", "What is the weather in Paris today?");
        while (true) {
            Answered answer = shop.call("/openai/v1/chat/completions", key, body.toString());
            if (answer.status() == 402) {
                assertEquals(
                        "insufficient_credits", answer.body().at("/error/code").asString());
                work.refused.incrementAndGet();
                return;
            }
            assertEquals(200, answer.status(), answer.response().body());
            work.answered.incrementAndGet();
            JsonNode said = answer.body().at("/choices/0/message");
            messages.add(said);
            JsonNode call = said.at("/tool_calls/0");
            if (call.isMissingNode()) {
                messages.addObject().put("role", "user").put("content", "And what is the weather in Rome today?");
            } else {
                work.toolCalls.incrementAndGet();
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", call.path("id").asString())
                        .put("content", "Sunny, 21 degrees");
            }
        }
    }

    @Test
    void whatIsPaidIsAnsweredAndWhatIsNotIsRefused() {
        shop.model(MODEL, "openai");
        String key = shop.customer(ACCOUNT, CREDIT.toPlainString());
        Work work = new Work(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Integer> watcher = CompletableFuture.supplyAsync(() -> watch(over), threads);
            List<CompletableFuture<Void>> agents = new ArrayList<>();
            for (int i = 0; i < AGENTS; i++) {
                agents.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                agent(key, work);
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            agents.forEach(CompletableFuture::join);
            over.set(true);
            assertTrue(watcher.join() > 0, "nobody looked");
        }
        assertEquals(AGENTS, work.refused.get());
        assertTrue(work.toolCalls.get() > 20, work::toString);
        // Each answer ends before its caller has it, so nothing can be held any more.
        assertTrue(shop.nothingIsHeld(ACCOUNT));
        assertBooks(work);
    }

    private static BigDecimal balance(String member) {
        return new BigDecimal(
                shop.calls().get("/v1/accounts/" + ACCOUNT + "/balance").text(member));
    }

    /** Looks at the balance while it is spent. */
    private static int watch(AtomicBoolean over) {
        int looks = 0;
        while (!over.get()) {
            JsonNode now =
                    shop.calls().get("/v1/accounts/" + ACCOUNT + "/balance").body();
            for (String member : List.of("total", "held", "available", "owed")) {
                BigDecimal amount = new BigDecimal(now.path(member).asString());
                assertTrue(amount.signum() >= 0, now.toString());
            }
            assertEquals("0.00", now.path("owed").asString());
            looks++;
        }
        return looks;
    }

    private static void assertBooks(Work work) {
        BigDecimal left = balance("total");
        assertEquals(0, CREDIT.subtract(left).compareTo(shop.listPrice(MODEL)), left + " left");
        List<JsonNode> rows = shop.allRows(ACCOUNT);
        assertEquals(work.answered.get(), rows.size() - 1, "a row for each answer, and the grant");
        assertEquals(
                work.answered.get(),
                shop.standIn()
                        .models("/calls?model=" + MODEL)
                        .at("/totals/calls")
                        .asInt());
        assertTrue(rows.stream().noneMatch(row -> row.path("estimated").asBoolean(false)));
        assertTrue(rows.stream()
                .allMatch(row -> new BigDecimal(row.path("uncollected").asString("0")).signum() == 0));
        // It was used to the end: not even the least answer could be paid any more.
        BigDecimal least = ModelShop.OUTPUT.multiply(new BigDecimal(256)).movePointLeft(6);
        BigDecimal longest = ModelShop.INPUT.multiply(new BigDecimal(20_000)).movePointLeft(6);
        assertTrue(left.compareTo(least.add(longest)) < 0, left + " left");
    }
}
