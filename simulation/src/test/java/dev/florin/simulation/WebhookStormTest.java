package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** However Stripe's events come, or whether they come at all: the books end the same. */
class WebhookStormTest {
    @TempDir
    private static Path folder;

    private static Shop shop;
    private static int storms;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 2);
    }

    @AfterAll
    static void end() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"do\":\"duplicate\",\"copies\":9",
                "\"do\":\"twin\"",
                "\"do\":\"shuffle\",\"window_ms\":400,\"seed\":7",
                "\"do\":\"delay\",\"delay_ms\":700",
                "\"do\":\"early\"",
                "\"do\":\"drop\"",
                "\"do\":\"never\"",
                "\"do\":\"wrong_signature\"",
                "\"do\":\"stale\"",
                "\"do\":\"api_version\",\"api_version\":\"2024-06-20\"",
                "\"do\":\"thin\""
            })
    void theBooksEndTheSame(String fault) {
        shop.fault("{\"on\":\"event\",\"types\":[\"*\"],\"times\":null," + fault + "}");
        String buyer = "buyer" + ++storms;
        shop.open(buyer);
        String first = shop.buy(buyer, "20.00").text("id");
        shop.visit(shop.topUp(first).text("checkout_url"), Shop.GOOD_CARD);
        String subscriber = "subscriber" + storms;
        shop.free(subscriber);
        String page = shop.about(subscriber, "checkout", "{\"interval\":\"month\",\"return_url\":\"" + home() + "\"}")
                .text("url");
        shop.visit(page, Shop.GOOD_CARD);
        shop.jobs();
        Shop.eventually(() -> shop.total(buyer).equals("20.00"));
        shop.charge(buyer, "8.00");
        String payment = shop.payment(first).path("id").asString();
        shop.stripe().dashboard("/v1/refunds", "payment_intent=" + payment + "&amount=500");
        shop.stripe().post("/disputes", "{\"payment_intent\":\"" + payment + "\",\"amount\":500}");
        shop.endFaults();
        shop.jobs();
        shop.audit(); // some events were never made
        // A server may still be at an event that it had begun with.
        Shop.eventually(() -> shop.rows(buyer).size() == 4);
        assertEquals(Set.of("dispute", "refund", "charge", "top_up"), Set.copyOf(shop.rows(buyer)));
        assertEquals("2.00", shop.total(buyer));
        assertEquals("5.00", shop.balance(buyer).text("frozen"));
        Shop.eventually(() -> shop.rows(subscriber).equals(List.of("bonus")));
        Shop.eventually(() -> shop.subscription(subscriber).text("status").equals("active"));
    }

    private static String home() {
        return shop.publicUrl() + "/";
    }

    @Test
    void everyEventThatCouldGrantGrantsOnceForOnePayment() {
        String buyer = "many";
        shop.open(buyer);
        String first = shop.buy(buyer, "20.00").text("id");
        shop.visit(shop.topUp(first).text("checkout_url"), Shop.GOOD_CARD);
        String payment = shop.payment(first).path("id").asString();
        shop.jobs();
        for (JsonNode event : shop.stripe().get("/events?about=" + payment).path("data")) {
            String id = event.path("event").path("id").asString();
            shop.stripe().post("/events/" + id + "/deliver", "{\"copies\":5,\"at_once\":true}");
        }
        shop.jobs();
        assertEquals(List.of("top_up"), shop.rows(buyer));
        assertEquals("20.00", shop.total(buyer));
    }
}
