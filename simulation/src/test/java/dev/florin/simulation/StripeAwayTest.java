package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stripe is down or slow: spending does not notice, buying says so, and all catches up by itself. */
class StripeAwayTest {
    /** Longer than a call that waits for nobody takes, even on a busy machine; much shorter than Stripe's silence below. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @TempDir
    private static Path folder;

    private static Shop shop;
    private static int customers;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 1);
    }

    @AfterAll
    static void end() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"do\":\"status\",\"status\":503,\"when\":\"before\"",
                "\"do\":\"status\",\"status\":429,\"when\":\"before\"",
                "\"do\":\"reset\",\"when\":\"before\"",
                "\"do\":\"timeout\",\"when\":\"before\",\"delay_ms\":30000"
            })
    void anHourWithoutStripeCostsNobodyAnything(String fault) {
        String account = "away" + ++customers;
        shop.firstTopUp(account);
        shop.recharge(account, "10.00", "20.00", null);
        shop.fault("{\"on\":\"call\",\"method\":\"*\",\"path\":\"*\",\"times\":null," + fault + "}");
        long begun = System.nanoTime();
        assertEquals(201, shop.charge(account, "12.00").status());
        assertEquals("8.00", shop.total(account));
        assertEquals(201, shop.charge(account, "1.00").status());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(AT_ONCE) < 0, "spending waited for Stripe: " + took);
        Shop.eventually(() -> !shop.attempts(account).isEmpty());
        assertEquals("on", shop.recharge(account).text("status"));
        shop.endFaults();
        shop.pass(Duration.ofHours(1));
        shop.jobs();
        assertEquals("20.00", shop.total(account));
        assertEquals(List.of("auto_recharge", "charge", "charge", "top_up"), shop.rows(account));
        assertEquals("on", shop.recharge(account).text("status"));
    }

    @Test
    void buyingSaysThatStripeIsAwayAndChargesNothing() {
        shop.firstTopUp("patient");
        shop.fault(
                "{\"on\":\"call\",\"method\":\"*\",\"path\":\"*\",\"times\":null,\"do\":\"status\",\"status\":503,\"when\":\"before\"}");
        String key = Shop.fresh();
        Optional<ApiCalls.Reply> asked = shop.calls()
                .ask(
                        shop.anyServer(),
                        "POST",
                        "/v1/accounts/patient/top-ups",
                        key,
                        "{\"amount\":\"5.00\",\"payment_method\":\"new\"}");
        assertEquals("payments_unavailable", asked.orElseThrow().text("code"));
        Optional<ApiCalls.Reply> setup = shop.calls()
                .ask(
                        shop.anyServer(),
                        "POST",
                        "/v1/accounts/patient/payment-methods/setup",
                        null,
                        "{\"return_url\":\"" + shop.publicUrl() + "/\"}");
        assertEquals("payments_unavailable", setup.orElseThrow().text("code"));
        shop.endFaults();
        assertEquals("requires_checkout", shop.calls()
                .post(
                        "/v1/accounts/patient/top-ups",
                        key,
                        "{\"amount\":\"5.00\",\"payment_method\":\"new\"}")
                .text("status"));
        assertEquals("20.00", shop.total("patient"));
    }

    @Test
    void anAnswerThatIsLostAfterTheChargeIsNoSecondCharge() {
        shop.firstTopUp("lost");
        shop.fault(
                "{\"on\":\"call\",\"method\":\"POST\",\"path\":\"/v1/payment_intents\",\"do\":\"reset\",\"when\":\"after\",\"times\":1}");
        String key = Shop.fresh();
        String id = shop.buy("lost", "10.00", key).text("id");
        assertEquals(id, shop.buy("lost", "10.00", key).text("id"));
        Shop.eventually(() -> shop.topUp(id).text("status").equals("succeeded"));
        assertEquals(1000, shop.payment(id).path("amount_received").asInt());
        assertEquals("30.00", shop.total("lost"));
    }

    @Test
    void whatStripeForgotAfterADayIsLookedForAndNotAskedAgain() {
        shop.firstTopUp("late");
        shop.closeFirst();
        shop.openFirst();
        shop.fault(
                "{\"on\":\"call\",\"method\":\"POST\",\"path\":\"/v1/payment_intents\",\"do\":\"reset\",\"when\":\"after\",\"times\":2}");
        shop.fault("{\"on\":\"event\",\"types\":[\"*\"],\"do\":\"never\",\"times\":null}");
        String id = shop.buy("late", "10.00").text("id");
        shop.pass(Duration.ofHours(30));
        shop.endFaults();
        shop.jobs();
        assertEquals("succeeded", shop.topUp(id).text("status"));
        assertEquals(1000, shop.payment(id).path("amount_received").asInt());
        assertEquals("30.00", shop.total("late"));
    }
}
