package dev.florin.sandbox.stripe.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an invoice that was not paid may still come to, and a test clock's life. */
class InvoiceEndsTest {
    @TempDir
    private Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @AfterEach
    void close() {
        shop.standIn().everythingHasStripesShape();
        shop.close();
    }

    @Test
    void whatNobodyHopedForAnyMoreIsStillPaid() {
        String ada = shop.customer("pm_card_visa");
        String plan = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(plan);
        String invoice = shop.latest(plan).path("id").asString();
        JsonNode given = shop.post("/v1/invoices/" + invoice + "/mark_uncollectible", "");
        assertEquals("uncollectible", given.path("status").asString());
        assertTrue(shop.events(invoice).contains("invoice.marked_uncollectible"));
        shop.refused(400, "/v1/invoices/" + invoice + "/mark_uncollectible", "");
        shop.days(5);
        assertEquals(1, shop.latest(plan).path("attempt_count").asInt(), "nobody tries it again");
        shop.pays(ada, "pm_card_visa");
        assertEquals(
                "paid",
                shop.post("/v1/invoices/" + invoice + "/pay", "").path("status").asString());
        assertEquals("active", shop.status(plan));
    }

    @Test
    void aTestClockSaysWhenItMovesAndWhenItHasMoved() {
        JsonNode made = shop.post("/v1/test_helpers/test_clocks", "frozen_time=1800000000");
        String id = made.path("id").asString();
        assertEquals(
                "advancing",
                shop.post("/v1/test_helpers/test_clocks/" + id + "/advance", "frozen_time=1800000600")
                        .path("status")
                        .asString());
        assertEquals(
                "ready",
                shop.get("/v1/test_helpers/test_clocks/" + id).path("status").asString());
        shop.delete("/v1/test_helpers/test_clocks/" + id);
        assertEquals(
                List.of("created", "advancing", "ready", "deleted"),
                shop.events(id).stream()
                        .map(type -> type.substring(type.lastIndexOf('.') + 1))
                        .toList());
    }
}
