package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.florin.sandbox.SchemaCheck;
import dev.florin.sandbox.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stripe publishes an example of each object: no field of it may be missing in ours. */
class FixtureKeysTest {
    /** Fields that Stripe sends in some cases only, none of which the stand-in has. */
    private static final Map<String, Set<String>> ONLY_SOMETIMES = Map.of("payment_intent", Set.of("amount_details"));

    @TempDir
    private Path folder;

    @Test
    void everyFieldOfStripesExamplesIsThere() throws IOException {
        Path file = SchemaCheck.beside("fixtures_v1.json");
        assumeTrue(Files.exists(file), "Stripe's examples are not here, so nothing is compared: " + file);
        JsonNode examples =
                JsonMapper.builder().build().readTree(Files.readString(file)).path("resources");
        Map<String, JsonNode> ours = new TreeMap<>();
        try (StandIn standIn = new StandIn(folder)) {
            live(standIn);
            standIn.control("GET", "/events", null).body().path("data").forEach(found -> {
                JsonNode object = found.path("event").path("data").path("object");
                ours.put(object.path("object").asString(), object);
                ours.put("event", found.path("event"));
            });
            for (String list : new String[] {"prices", "products", "balance_transactions", "webhook_endpoints"}) {
                JsonNode first = standIn.call("GET", "/v1/" + list, "")
                        .body()
                        .path("data")
                        .get(0);
                ours.put(first.path("object").asString(), first);
            }
        }
        Map<String, Set<String>> missing = new TreeMap<>();
        ours.forEach((name, object) -> {
            Set<String> keys = new TreeSet<>(examples.path(name).propertyNames());
            keys.removeAll(object.propertyNames());
            keys.removeAll(ONLY_SOMETIMES.getOrDefault(name, Set.of()));
            if (!keys.isEmpty()) {
                missing.put(name, keys);
            }
        });
        assertFalse(ours.size() < 13, () -> "too few kinds of objects were seen: " + ours.keySet());
        assertEquals(Map.of(), missing);
    }

    private static void live(StandIn standIn) {
        String customer = standIn.call("POST", "/v1/customers", "email=ada@example.test")
                .body()
                .path("id")
                .asString();
        String url = standIn.call(
                        "POST",
                        "/v1/checkout/sessions",
                        "mode=payment&customer=" + customer
                                + "&success_url=https://shop.test/&line_items[0][quantity]=1"
                                + "&payment_intent_data[setup_future_usage]=off_session"
                                + "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=500"
                                + "&line_items[0][price_data][product_data][name]=credit")
                .body()
                .path("url")
                .asString();
        String payment = standIn.control("POST", "/visit", Map.of("url", url))
                .body()
                .path("payment_intent")
                .asString();
        standIn.call("POST", "/v1/refunds", "amount=100&payment_intent=" + payment);
        standIn.control("POST", "/disputes", Map.of("payment_intent", payment));
        standIn.call("POST", "/v1/setup_intents", "customer=" + customer);
    }
}
