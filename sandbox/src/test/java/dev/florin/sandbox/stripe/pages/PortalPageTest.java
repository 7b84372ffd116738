package dev.florin.sandbox.stripe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The portal, invoices and receipts as a browser sees them. */
class PortalPageTest {
    @TempDir
    private Path folder;

    private final Browser browser = new Browser();
    private Shop shop;
    private String ada;
    private String plan;
    private String portal;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
        ada = shop.customer("pm_card_visa");
        plan = shop.subscribe(ada, "pro_monthly", "").path("id").asString();
        portal = shop.post("/v1/billing_portal/sessions", "customer=" + ada + "&return_url=https://shop.test/account")
                .path("url")
                .asString();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void press(String button, Map<String, String> form) {
        Browser.Seen seen = browser.send(portal + "/" + button, form);
        assertEquals(303, seen.status(), seen.html());
        assertTrue(
                seen.location().orElseThrow().startsWith(portal),
                seen.location().orElseThrow());
        assertEquals(200, browser.open(seen.location().orElseThrow()).status());
    }

    @Test
    void itShowsPlanCardsAndInvoicesAndLeadsBack() {
        String page = browser.open(portal).html();
        assertTrue(page.contains("$9.99 per month"), page);
        assertTrue(page.contains("Visa •••• 4242"), page);
        assertTrue(page.contains("/i/" + shop.latest(plan).path("id").asString()), page);
        assertTrue(page.contains("/receipts/ch_"), page);
        assertTrue(page.contains("https://shop.test/account"), page);
        assertTrue(shop.events(ada).contains("billing_portal.session.created"));
    }

    @Test
    void aPlanIsCancelledAndTakenBack() {
        press("cancel", Map.of("subscription", plan));
        assertTrue(shop.subscription(plan).path("cancel_at_period_end").asBoolean());
        assertTrue(browser.open(portal).html().contains("Ends on"));
        press("resume", Map.of("subscription", plan));
        assertFalse(shop.subscription(plan).path("cancel_at_period_end").asBoolean());
    }

    @Test
    void aPlanIsSwitchedForTheAmountThatThePageSaid() {
        shop.days(10);
        String page = browser.open(portal).html();
        String said = page.replaceAll("(?s).*You pay \\$([0-9.]+) now.*", "$1").replace(".", "");
        press("switch", Map.of("subscription", plan, "price", shop.price("pro_yearly")));
        JsonNode invoice = shop.latest(plan);
        long paid = invoice.path("amount_paid").asLong();
        assertTrue(Math.abs(paid - Long.parseLong(said)) <= 1, "a second may pass between: " + paid);
        assertEquals("subscription_update", invoice.path("billing_reason").asString());
    }

    @Test
    void aSwitchThatCannotBePaidSaysSoAndChangesNothing() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        Browser.Seen refused =
                browser.send(portal + "/switch", Map.of("subscription", plan, "price", shop.price("pro_yearly")));
        assertEquals(402, refused.status());
        assertTrue(refused.html().contains("Your card was declined."), refused.html());
        assertEquals(
                shop.price("pro_monthly"),
                Shop.item(shop.subscription(plan)).path("price").path("id").asString());
    }

    @Test
    void cardsAreAddedUsedFirstAndRemoved() {
        press("add", Browser.card("5555555555554444"));
        JsonNode cards = shop.get("/v1/customers/" + ada + "/payment_methods").path("data");
        assertEquals(2, cards.size());
        String added = cards.get(0).path("id").asString();
        press("default", Map.of("method", added));
        assertEquals(
                added,
                shop.get("/v1/customers/" + ada)
                        .path("invoice_settings")
                        .path("default_payment_method")
                        .asString());
        press("remove", Map.of("method", cards.get(1).path("id").asString()));
        assertEquals(
                1,
                shop.get("/v1/customers/" + ada + "/payment_methods")
                        .path("data")
                        .size());
        Browser.Seen refused = browser.send(portal + "/add", Browser.card("4000000000000002"));
        assertEquals(402, refused.status());
        assertTrue(refused.html().contains("Your card was declined."), refused.html());
    }

    @Test
    void aCardThatNeedsTheBankIsSavedAfterItAgreed() {
        String bank = browser.send(portal + "/add", Browser.card("4000002500003155"))
                .location()
                .orElseThrow();
        Browser.Seen done = browser.send(bank, Map.of("outcome", "complete"));
        assertTrue(done.location().orElseThrow().startsWith(portal), done.html());
        assertEquals(
                2,
                shop.get("/v1/customers/" + ada + "/payment_methods")
                        .path("data")
                        .size());
    }

    @Test
    void aFormThatIsSentTwiceSavesOneCardAndARefusedOneStandsOpen() {
        Map<String, String> form = new HashMap<>(Browser.card("5555555555554444"));
        form.put("once", browser.open(portal).html().replaceAll("(?s).*name=\"once\" value=\"([^\"]+)\".*", "$1"));
        press("add", form);
        press("add", form);
        assertEquals(
                2,
                shop.get("/v1/customers/" + ada + "/payment_methods")
                        .path("data")
                        .size());
        form.put("cvc", "1");
        form.put("once", "another");
        Browser.Seen refused = browser.send(portal + "/add", form);
        assertTrue(refused.html().contains("<details class=\"ask\" open><summary>Add a card"), refused.html());
        assertTrue(refused.html().contains("aria-invalid"), refused.html());
        assertEquals(
                Optional.of(portal.replaceAll("^https?://[^/]+", "")),
                browser.open(portal + "/add").location());
    }

    @Test
    void aSessionForOneThingOpensThereAndLeadsBackOnceItIsDone() {
        String url = shop.post(
                        "/v1/billing_portal/sessions",
                        "customer=" + ada + "&return_url=https://shop.test/account&flow_data[type]=subscription_cancel"
                                + "&flow_data[subscription_cancel][subscription]=" + plan
                                + "&flow_data[after_completion][type]=redirect"
                                + "&flow_data[after_completion][redirect][return_url]=https://shop.test/gone")
                .path("url")
                .asString();
        assertTrue(browser.open(url).html().contains("<details class=\"ask\" open><summary>Cancel the plan"));
        Browser.Seen done = browser.send(url + "/cancel", Map.of("subscription", plan));
        assertEquals(Optional.of("https://shop.test/gone"), done.location());
        assertTrue(shop.subscription(plan).path("cancel_at_period_end").asBoolean());
    }

    @Test
    void nobodyActsOnWhatIsAnothers() {
        String bob = shop.customer("pm_card_visa");
        String other = shop.subscribe(bob, "pro_monthly", "").path("id").asString();
        assertEquals(
                402,
                browser.send(portal + "/cancel", Map.of("subscription", other)).status());
        assertFalse(shop.subscription(other).path("cancel_at_period_end").asBoolean());
        assertEquals(
                404,
                browser.send(portal + "x/cancel", Map.of("subscription", plan)).status());
    }

    @Test
    void anOpenInvoiceIsPaidAtItsPage() {
        shop.pays(ada, "pm_card_chargeCustomerFail");
        shop.renew(plan);
        assertEquals("past_due", shop.status(plan));
        String page = shop.latest(plan).path("hosted_invoice_url").asString();
        assertTrue(browser.open(page).html().contains("Your card was declined."));
        assertTrue(browser.open(portal).html().contains("Pay the open invoice"));
        assertEquals(402, browser.send(page, Browser.card("4000000000009995")).status());
        String bank =
                browser.send(page, Browser.card("4000002760003184")).location().orElseThrow();
        Browser.Seen back = browser.send(bank, Map.of("outcome", "complete"));
        assertTrue(back.location().orElseThrow().startsWith(page), back.html());
        assertEquals("active", shop.status(plan));
        assertFalse(browser.open(page).html().contains("Pay $"));
        assertEquals(303, browser.send(page, Browser.card("4242424242424242")).status());
        assertEquals(2, shop.get("/v1/payment_intents").path("data").size());
    }

    @Test
    void aReceiptSaysWhatWasPaidAndGivenBack() {
        JsonNode charge = shop.get("/v1/charges").path("data").get(0);
        String page = charge.path("receipt_url").asString();
        assertTrue(browser.open(page).html().contains("$9.99"));
        shop.post("/v1/refunds", "charge=" + charge.path("id").asString() + "&amount=300");
        assertTrue(browser.open(page).html().contains("$3.00"));
        assertEquals(
                404,
                browser.open(shop.standIn().address() + "/receipts/ch_nobody").status());
    }
}
