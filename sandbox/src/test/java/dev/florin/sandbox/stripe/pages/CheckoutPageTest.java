package dev.florin.sandbox.stripe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.stripe.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Checkout as a browser without scripts sees it. */
class CheckoutPageTest {
    private static final String URLS =
            "&success_url=https://shop.test/back?cs={CHECKOUT_SESSION_ID}" + "&cancel_url=https://shop.test/cancelled";

    @TempDir
    private Path folder;

    private final Browser browser = new Browser();
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private JsonNode session(String more) {
        return shop.post(
                "/v1/checkout/sessions",
                "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
                        + "&line_items[0][price_data][unit_amount]=2000"
                        + "&line_items[0][price_data][product_data][name]=AI credits" + URLS + more);
    }

    private JsonNode now(JsonNode session) {
        return shop.get("/v1/checkout/sessions/" + session.path("id").asString());
    }

    @Test
    void aPersonPaysAndIsLedBackToTheShop() {
        JsonNode session = session("");
        String url = session.path("url").asString();
        Browser.Seen page = browser.open(url);
        assertEquals(200, page.status());
        assertTrue(page.html().contains("TEST MODE – not Stripe"), page.html());
        assertTrue(page.html().contains("Pay $20.00"), page.html());
        assertTrue(page.html().contains("https://shop.test/cancelled"), page.html());
        assertFalse(page.html().contains("<script"), page.html());
        assertTrue(page.policy().contains("default-src 'none'"), page.policy());
        Browser.Seen paid = browser.send(url, Browser.card("4242 4242 4242 4242"));
        assertEquals(303, paid.status());
        assertEquals(
                "https://shop.test/back?cs=" + session.path("id").asString(),
                paid.location().orElseThrow());
        assertEquals("paid", now(session).path("payment_status").asString());
        Browser.Seen again = browser.send(url, Browser.card("4242 4242 4242 4242"));
        assertEquals(paid.location(), again.location());
        assertEquals(1, shop.get("/v1/charges").path("data").size());
        assertTrue(browser.open(url).html().contains("This checkout is complete"));
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424241, 12/34, 123, Your card number is incorrect.",
        "42, 12/34, 123, The card number is not a valid credit card number.",
        "4242424242424242, 13/34, 123, Your card's expiration month is invalid.",
        "4242424242424242, 12/20, 123, Your card's expiration year is invalid.",
        "4242424242424242, 12/34, 12, Your card's security code is invalid.",
        "4111111111111111, 12/34, 123, used a non test card",
        "4000000000000002, 12/34, 123, Your card was declined.",
        "4000000000009995, 1234, 123, Your card has insufficient funds.",
        "4000000000000069, 12/34, 123, Your card has expired.",
        "4000000000000127, 12/34, 123, Your card's security code is incorrect.",
    })
    void whatIsWrongIsSaidAndTheSessionStaysOpen(String number, String expiry, String cvc, String text) {
        JsonNode session = session("");
        String url = session.path("url").asString();
        Map<String, String> form = new HashMap<>(Browser.card(number));
        form.put("expiry", expiry);
        form.put("cvc", cvc);
        Browser.Seen page = browser.send(url, form);
        assertEquals(402, page.status());
        assertTrue(page.html().replace("&#39;", "'").contains(text), page.html());
        assertFalse(page.html().contains("value=\"" + number), "what was typed is not shown again");
        assertEquals("open", now(session).path("status").asString());
        assertEquals(303, browser.send(url, Browser.card("4242424242424242")).status());
    }

    @Test
    void noNumberAndNoCodeIsKept() throws IOException {
        String url = session("").path("url").asString();
        Map<String, String> form = new HashMap<>(Browser.card("4111111111111111"));
        form.put("cvc", "987");
        browser.send(url, form);
        form.put("number", "4242424242424242");
        form.put("name", "4111 1111 1111 1111");
        form.put("zip", "4111-1111-1111-1111");
        form.put("email", "4111111111111111@example.test");
        assertEquals(303, browser.send(url, form).status());
        String journal = Files.readString(folder.resolve("stripe.journal.1"));
        assertFalse(journal.replaceAll("[ -]", "").contains("4111111111111111"));
        assertFalse(journal.contains("4242424242424242"));
        assertFalse(journal.contains("\"987\""));
        assertTrue(journal.contains("\"last4\":\"4242\""));
    }

    @Test
    void oneClickFillsInATestCard() {
        String url = session("").path("url").asString();
        assertTrue(browser.open(url).html().contains("?fill=insufficient_funds"));
        Browser.Seen filled = browser.open(url + "?fill=insufficient_funds");
        assertTrue(filled.html().contains("value=\"4000 0000 0000 9995\""), filled.html());
        assertTrue(filled.html().contains("value=\"12 / 34\""), filled.html());
    }

    @Test
    void aSavedCardIsOfferedAndPays() {
        String ada = shop.customer("pm_card_mastercard");
        JsonNode session = session("&customer=" + ada + "&payment_intent_data[setup_future_usage]=off_session");
        String url = session.path("url").asString();
        String method = shop.get("/v1/customers/" + ada + "/payment_methods")
                .path("data")
                .get(0)
                .path("id")
                .asString();
        Browser.Seen page = browser.open(url);
        assertTrue(page.html().contains("Mastercard •••• 4444"), page.html());
        assertTrue(page.html().contains("The card is saved"), page.html());
        assertEquals(303, browser.send(url, Map.of("with", method)).status());
        assertEquals("paid", now(session).path("payment_status").asString());
    }

    @Test
    void theBankIsAskedAndARefusalLeadsBackToTheForm() {
        JsonNode session = session("");
        String url = session.path("url").asString();
        String bank =
                browser.send(url, Browser.card("4000002760003184")).location().orElseThrow();
        assertTrue(browser.open(bank).html().contains("Complete authentication"));
        Browser.Seen refused = browser.send(bank, Map.of("outcome", "fail"));
        assertEquals(402, refused.status());
        assertTrue(refused.html().contains("unable to authenticate"), refused.html());
        assertTrue(browser.open(bank).html().contains("This authentication is over"));
        String second =
                browser.send(url, Browser.card("4000002760003184")).location().orElseThrow();
        Browser.Seen done = browser.send(second, Map.of("outcome", "complete"));
        assertTrue(done.location().orElseThrow().startsWith("https://shop.test/back"), done.html());
        assertEquals("paid", now(session).path("payment_status").asString());
    }

    @Test
    void anExpiredSessionSaysSo() {
        JsonNode session = session("");
        shop.hours(25);
        Browser.Seen page = browser.open(session.path("url").asString());
        assertEquals(410, page.status());
        assertTrue(page.html().contains("This checkout has expired"), page.html());
        assertEquals(
                410,
                browser.send(session.path("url").asString(), Browser.card("4242424242424242"))
                        .status());
        assertEquals(
                404,
                browser.open(shop.standIn().address() + "/c/pay/cs_test_nobody").status());
    }

    @Test
    void aSubscriptionIsSoldAndItsCardIsPinned() {
        JsonNode session = shop.post(
                "/v1/checkout/sessions",
                "mode=subscription&customer_email=ada@example.test&line_items[0][quantity]=1&line_items[0][price]="
                        + shop.price("pro_yearly") + "&subscription_data[metadata][account_id]=acc_1" + URLS);
        String url = session.path("url").asString();
        assertTrue(browser.open(url).html().contains("$99.00 per year"));
        assertEquals(402, browser.send(url, Browser.card("4000000000000002")).status());
        assertEquals(303, browser.send(url, Browser.card("4242424242424242")).status());
        JsonNode done = now(session);
        assertEquals("complete", done.path("status").asString());
        JsonNode subscription = shop.subscription(done.path("subscription").asString());
        assertEquals("active", subscription.path("status").asString());
        assertEquals("acc_1", subscription.path("metadata").path("account_id").asString());
        assertTrue(subscription.path("default_payment_method").asString().startsWith("pm_"));
        assertEquals(1, shop.get("/v1/subscriptions?status=all").path("data").size());
        shop.renew(done.path("subscription").asString());
        assertEquals("active", shop.status(done.path("subscription").asString()));
    }

    @Test
    void aTrialIsSoldWithoutAPaymentAndAbandonedOnesLeaveNothingRunning() {
        String plan = "mode=subscription&line_items[0][quantity]=1&line_items[0][price]=" + shop.price("pro_monthly");
        JsonNode trial = shop.post("/v1/checkout/sessions", plan + "&subscription_data[trial_period_days]=14" + URLS);
        assertEquals(
                303,
                browser.send(trial.path("url").asString(), Browser.card("4242424242424242"))
                        .status());
        JsonNode done = now(trial);
        assertEquals("no_payment_required", done.path("payment_status").asString());
        assertEquals("trialing", shop.status(done.path("subscription").asString()));
        shop.renew(done.path("subscription").asString());
        assertEquals("active", shop.status(done.path("subscription").asString()));
        JsonNode left = shop.post("/v1/checkout/sessions", plan + URLS);
        browser.send(left.path("url").asString(), Browser.card("4000000000000002"));
        shop.post("/v1/checkout/sessions/" + left.path("id").asString() + "/expire", "");
        assertEquals(
                List.of("incomplete_expired", "active"),
                shop.get("/v1/subscriptions?status=all")
                        .path("data")
                        .valueStream()
                        .map(found -> found.path("status").asString())
                        .toList());
    }

    @Test
    void aCouponOfTheSessionIsTakenOffTheFirstPayment() {
        shop.post("/v1/coupons", "id=HALF&percent_off=50&duration=once");
        JsonNode session = shop.post(
                "/v1/checkout/sessions",
                "mode=subscription&line_items[0][quantity]=1&line_items[0][price]=" + shop.price("pro_monthly")
                        + "&discounts[0][coupon]=HALF" + URLS);
        assertEquals(499, session.path("amount_total").asLong());
        String url = session.path("url").asString();
        assertTrue(browser.open(url).html().contains("Subscribe for $4.99"));
        browser.send(url, Browser.card("4242424242424242"));
        assertEquals(
                499,
                shop.latest(now(session).path("subscription").asString())
                        .path("amount_paid")
                        .asLong());
    }

    @Test
    void aBankDebitTakesDaysAndIsTrustedUntilItFails() {
        JsonNode session = shop.post(
                "/v1/checkout/sessions",
                "mode=subscription&line_items[0][quantity]=1&line_items[0][price]=" + shop.price("pro_monthly") + URLS);
        browser.send(session.path("url").asString(), Map.of("with", "bank", "email", "ada@example.test"));
        assertEquals("unpaid", now(session).path("payment_status").asString());
        String id = now(session).path("subscription").asString();
        assertEquals("active", shop.status(id));
        String intent =
                shop.get("/v1/payment_intents").path("data").get(0).path("id").asString();
        assertEquals(
                200,
                shop.standIn()
                        .control("POST", "/payment_intents/" + intent + "/finish", Map.of("outcome", "failed"))
                        .status());
        assertEquals("past_due", shop.status(id));
    }

    @Test
    void aSubscriptionThatNeedsTheBankIsActiveOnceItAgreed() {
        JsonNode session = shop.post(
                "/v1/checkout/sessions",
                "mode=subscription&line_items[0][quantity]=1&line_items[0][price]=" + shop.price("pro_monthly") + URLS);
        String bank = browser.send(session.path("url").asString(), Browser.card("4000002500003155"))
                .location()
                .orElseThrow();
        browser.send(bank, Map.of("outcome", "complete"));
        String id = now(session).path("subscription").asString();
        assertEquals("active", shop.status(id));
        shop.renew(id);
        assertEquals("active", shop.status(id));
    }
}
