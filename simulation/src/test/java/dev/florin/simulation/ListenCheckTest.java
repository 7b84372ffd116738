package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code florin stripe}: what a new operator is told, and events that were given up. */
class ListenCheckTest {
    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 1);
    }

    @AfterAll
    static void end() {
        shop.close();
    }

    private record Ran(int code, String out) {}

    private static Ran florin(Map<String, String> more, String... words) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.florin.server.app.Florin",
                "stripe"));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("FLORIN_"));
        Map<String, String> settings = new TreeMap<>(shop.stripe().settings());
        settings.put("FLORIN_PUBLIC_URL", shop.publicUrl());
        settings.put("FLORIN_DATABASE_URL", shop.database().processUrl());
        settings.putAll(more);
        builder.environment().putAll(settings);
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), out);
        } catch (IOException e) {
            throw new IllegalStateException("florin does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStripeThatIsSetUpIsTold() {
        Ran ran = florin(Map.of(), "listen-check");
        assertEquals(0, ran.code, ran.out);
        assertTrue(ran.out.contains("Pro by the month costs $9.99"), ran.out);
        assertTrue(ran.out.contains("Pro by the year costs $99.00"), ran.out);
        assertTrue(!ran.out.contains("WRONG"), ran.out);
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() {
        Ran elsewhere = florin(Map.of("FLORIN_PUBLIC_URL", "https://credit.example.com"), "listen-check");
        assertEquals(1, elsewhere.code);
        assertTrue(elsewhere.out.contains("no webhook endpoint that this key can see sends to"), elsewhere.out);
        shop.fault(
                "{\"on\":\"call\",\"method\":\"GET\",\"path\":\"/v1/prices\",\"do\":\"status\",\"status\":401,\"times\":1}");
        Ran key = florin(Map.of(), "listen-check");
        assertEquals(1, key.code);
        assertTrue(key.out.contains("Stripe does not know the key"), key.out);
        shop.endFaults();
        Ran none = florin(Map.of("FLORIN_STRIPE_KEY", "", "FLORIN_STRIPE_WEBHOOK_SECRETS", ""), "listen-check");
        assertEquals(1, none.code);
        assertTrue(none.out.contains("FLORIN_STRIPE_KEY is not set"), none.out);
    }

    @Test
    void anEventThatWasGivenUpIsWorkedOnAgain() {
        Ran ran = florin(Map.of(), "replay", "evt_nobodys");
        assertEquals(1, ran.code);
        assertTrue(ran.out.contains("0 events"), ran.out);
        assertEquals(0, florin(Map.of(), "replay").code);
    }
}
