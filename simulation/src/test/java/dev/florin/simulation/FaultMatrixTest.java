package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.simulation.ModelFault.Paid;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every fault of a provider, streaming and not, in every dialect and translated both ways, with callers who stay and who leave:
 * the books match the table of what is paid, and what the stand-in counted is what was charged or left uncollected, to the
 * nano-dollar, but for rows that say they are estimated.
 */
final class FaultMatrixTest {
    private static final String ACCOUNT = "unlucky";

    /** Enough to overlap waiting, few enough for two small servers. */
    private static final int AT_ONCE = 24;

    private static final long SETTLED_WITHIN = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private static Path folder;

    private static ModelShop shop;
    private static String key;

    /** Where a call is made, and who answers. */
    private enum Shape {
        CHAT("/openai/v1/chat/completions", "openai"),
        RESPONSES("/openai/v1/responses", "openai"),
        MESSAGES("/anthropic/v1/messages", "anthropic"),
        CHAT_OF_ANTHROPIC("/openai/v1/chat/completions", "anthropic"),
        MESSAGES_OF_OPENAI("/anthropic/v1/messages", "openai");

        private final String path;
        private final String provider;

        Shape(String path, String provider) {
            this.path = path;
            this.provider = provider;
        }

        private String body(String model, boolean streams) {
            String asked = this == RESPONSES
                    ? "\"input\":\"Say something.\""
                    : "\"max_tokens\":3000,\"messages\":[{\"role\":\"user\",\"content\":\"Say something.\"}]";
            return "{\"model\":\"" + model + "\"," + asked + (streams ? ",\"stream\":true}" : "}");
        }

        /** A usage that no call can have, in the words of whoever answers. */
        private String absurd() {
            return this == CHAT || this == MESSAGES_OF_OPENAI
                    ? "{\"prompt_tokens\":9000000,\"completion_tokens\":6,\"total_tokens\":9000006}"
                    : "{\"input_tokens\":9000000,\"output_tokens\":6}";
        }
    }

    private record Case(Shape shape, boolean streams, ModelFault fault, String model) {
        Paid paid() {
            return streams ? fault.streamed() : fault.whole();
        }

        @Override
        public String toString() {
            return shape + (streams ? " streamed " : " whole ") + fault.name();
        }
    }

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 2, "first_byte=4s;idle=3s;whole=4s");
        key = shop.customer(ACCOUNT, "100000.00");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static List<Case> cases(String prefix) {
        List<Case> cases = new ArrayList<>();
        for (ModelFault fault : ModelFault.ALL) {
            for (Shape shape : Shape.values()) {
                for (boolean streams : new boolean[] {true, false}) {
                    cases.add(new Case(shape, streams, fault, prefix + cases.size()));
                }
            }
        }
        return cases;
    }

    /** How a case is played. */
    private interface Part {
        void play(Case each, ModelCaller caller) throws IOException, InterruptedException;
    }

    private static void play(List<Case> cases, String pace, Part part) {
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> playing = new ArrayList<>();
            for (Case each : cases) {
                places.acquireUninterruptibly();
                playing.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                play(each, pace, part);
                            } finally {
                                places.release();
                            }
                        },
                        threads));
            }
            playing.forEach(CompletableFuture::join);
        }
    }

    private static void play(Case each, String pace, Part part) {
        shop.model(each.model, each.shape.provider);
        String answer = each.fault.answer().replace("ABSURD", each.shape.absurd());
        shop.script(each.model, answer.replaceFirst("\\{", "{" + pace));
        try (ModelCaller caller =
                new ModelCaller(shop.server(), each.shape.path, key, each.shape.body(each.model, each.streams))) {
            part.play(each, caller);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(each.toString(), e);
        }
    }

    private static void awaitSettled() {
        long deadline = System.nanoTime() + SETTLED_WITHIN;
        while (!shop.nothingIsHeld(ACCOUNT)) {
            assertTrue(System.nanoTime() < deadline, "something is still held");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** What was booked for each model, which is each call. */
    private static Map<String, List<JsonNode>> rows() {
        Map<String, List<JsonNode>> rows = new HashMap<>();
        String after = "";
        JsonNode page;
        do {
            page = shop.calls()
                    .get("/v1/accounts/" + ACCOUNT + "/transactions?limit=100" + after)
                    .body();
            page.path("data")
                    .forEach(row -> rows.computeIfAbsent(row.path("model").asString(""), any -> new ArrayList<>())
                            .add(row));
            after = "&starting_after=" + page.path("next_cursor").asString("");
        } while (page.path("has_more").asBoolean());
        return rows;
    }

    private static String paid(JsonNode row) {
        boolean charged = row.path("type").asString().equals("charge");
        return charged
                ? row.path("estimated").asBoolean() ? "ESTIMATED" : "EXACTLY"
                : row.path("reason_code").asString("").toUpperCase(Locale.ROOT);
    }

    private static BigDecimal amount(JsonNode row, String name) {
        return new BigDecimal(row.path(name).asString("0"));
    }

    /** What is wrong with the books of a case; empty where they are right. */
    private static String wrong(Case each, List<JsonNode> rows, List<String> right) {
        if (rows.size() != 1) {
            return each + ": " + rows.size() + " rows; ";
        }
        JsonNode row = rows.getFirst();
        String wrong = right.contains(paid(row)) ? "" : each + ": is " + paid(row) + ", should be " + right + "; ";
        BigDecimal booked = amount(row, "amount").negate().add(amount(row, "uncollected"));
        BigDecimal counted = shop.listPrice(each.model);
        boolean agrees = row.path("estimated").asBoolean() || booked.compareTo(counted) == 0;
        return agrees ? wrong : wrong + each + ": booked " + booked + ", counted " + counted + "; ";
    }

    @Test
    void whoStaysPaysByTheTable() {
        List<Case> cases = cases("stays-");
        play(cases, "", (each, caller) -> caller.all());
        awaitSettled();
        Map<String, List<JsonNode>> rows = rows();
        StringBuilder wrong = new StringBuilder();
        for (Case each : cases) {
            wrong.append(wrong(
                    each,
                    rows.getOrDefault(each.model, List.of()),
                    List.of(each.paid().name())));
        }
        assertEquals("", wrong.toString());
    }

    @Test
    void whoLeavesPaysByTheTable() {
        List<Case> cases = cases("leaves-");
        Map<Case, String> seen = new HashMap<>();
        // Slow enough that most leave before anything else goes wrong.
        play(cases, "\"delay_ms\":150,\"pause_ms\":60,", (each, caller) -> {
            String saw = "nothing";
            if (each.streams && caller.hearsHead()) {
                saw = caller.hearsContent() ? "content" : "head";
            } else if (!each.streams) {
                awaitAsked(each.model);
            }
            synchronized (seen) {
                seen.put(each, saw);
            }
        });
        awaitSettled();
        Map<String, List<JsonNode>> rows = rows();
        StringBuilder wrong = new StringBuilder();
        for (Case each : cases) {
            List<String> right = switch (String.valueOf(seen.get(each))) {
                case "content" -> List.of("ESTIMATED", "EXACTLY");
                default -> List.of("ESTIMATED", "EXACTLY", "FAILED", "EMPTY", "CANCELLED");
            };
            wrong.append(wrong(each, rows.getOrDefault(each.model, List.of()), right));
        }
        assertEquals("", wrong.toString());
    }

    private static void awaitAsked(String model) {
        long deadline = System.nanoTime() + SETTLED_WITHIN;
        while (shop.standIn()
                        .models("/calls?model=" + model)
                        .path("totals")
                        .path("calls")
                        .asInt()
                == 0) {
            assertTrue(System.nanoTime() < deadline, "the provider was never asked");
        }
    }
}
