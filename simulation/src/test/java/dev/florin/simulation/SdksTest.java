package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The newest SDKs of both providers, unchanged, in Java and in Node, with nothing but a base URL and a key: what they can do
 * with a provider they can do through Florin, and what they were told it cost is what was charged.
 */
final class SdksTest implements OpenAiJavaTest, AnthropicJavaTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final long NOTICED_WITHIN = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    private static Path folder;

    private static ModelShop shop;

    @BeforeAll
    static void open() {
        shop = new ModelShop(folder, 1);
        for (String provider : List.of("openai", "anthropic")) {
            script(
                    "busy-" + provider,
                    provider,
                    "\"times\":null,\"answer\":{\"status\":429,\"error\":{\"message\":\"Slow down.\"}}");
            script("shaky-" + provider, provider, "\"answer\":{\"status\":500,\"error\":{\"message\":\"Oh.\"}}");
            script("slow-" + provider, provider, "\"times\":null,\"answer\":{\"frames\":400,\"pause_ms\":100}");
        }
    }

    private static void script(String model, String provider, String order) {
        shop.model(model, provider);
        shop.standIn().models("/scripts", "{\"model\":\"" + model + "\"," + order + "}");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Override
    public ModelShop shop() {
        return shop;
    }

    @Test
    void theOpenAiPackageOfNpmWorksUnchanged() {
        passes("openai.mjs", "node-openai");
    }

    @Test
    void theAnthropicPackageOfNpmWorksUnchanged() {
        passes("anthropic.mjs", "node-anthropic");
    }

    /** Each check of a program passes, and the costs that its answers told add up to what left the account. */
    private static void passes(String program, String account) {
        NodeClients node = NodeClients.orSkip();
        String key = shop.customer(account, "50.00");
        String untold = shop.customer(account + "-untold", "50.00");
        String poor = shop.customer(account + "-poor", "0.000001");
        Ran ran = node.runProgram(
                program, Map.of("FLORIN", shop.first().toString(), "KEY", key, "UNTOLD_KEY", untold, "POOR_KEY", poor));
        assertEquals(0, ran.code(), ran.said());
        List<JsonNode> lines = ran.said().lines().map(JSON::readTree).toList();
        List<String> wrong = lines.stream()
                .filter(each -> each.has("check") && !each.path("passed").asBoolean())
                .map(each -> each.path("check").asString() + ": "
                        + each.path("error").asString())
                .toList();
        assertEquals(List.of(), wrong, () -> String.join("\n\n", wrong));
        assertTrue(lines.size() > 10, ran.said());
        BigDecimal told = new BigDecimal(lines.getLast().path("told").asString()).movePointLeft(9);
        BigDecimal left = new BigDecimal(
                shop.calls().get("/v1/accounts/" + account + "/balance").text("total"));
        assertEquals(0, new BigDecimal("50.00").subtract(left).compareTo(told), told + " told, left " + left);
        assertTrue(shop.nothingIsHeld(account));
        awaitNothingHeld(account + "-untold");
    }

    /** Who has stopped a stream is noticed soon. */
    private static void awaitNothingHeld(String account) {
        long deadline = System.nanoTime() + NOTICED_WITHIN;
        while (!shop.nothingIsHeld(account)) {
            assertTrue(System.nanoTime() < deadline, "something is held");
        }
    }
}
