package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A server ends, as by {@code kill -9}, at every step of a purchase; two minutes later there is one charge and one grant. */
class CrashTest {
    private static final Duration SOON = Duration.ofMinutes(2);

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

    /** Something that a server may not survive, and its steps. */
    private enum Deed {
        CHECKOUT("ledger open_top_up", "stripe customer.create", "stripe checkout.create", "ledger advance_top_up"),
        CHECKOUT_PAID("stripe payment_intent.read", "ledger settle_payment"),
        SAVED_CARD("ledger open_top_up", "stripe payment_intent.create", "ledger settle_payment"),
        DECLINED("stripe payment_intent.create", "stripe payment_intent.cancel", "ledger end_top_up"),
        RECHARGE("ledger open_recharge", "stripe payment_intent.create", "ledger settle_payment"),
        REFUND("ledger open_refund", "stripe refund.create", "ledger advance_refund");

        private final List<String> steps;

        Deed(String... steps) {
            this.steps = List.of(steps);
        }

        /** What is there before. */
        void prepare(String account) {
            switch (this) {
                case CHECKOUT -> shop.open(account);
                case CHECKOUT_PAID -> {
                    shop.open(account);
                    shop.fault("{\"on\":\"event\",\"types\":[\"*\"],\"do\":\"never\",\"times\":null}");
                    shop.visit(shop.buy(account, "20.00", account).text("checkout_url"), Shop.GOOD_CARD);
                }
                case SAVED_CARD, REFUND -> shop.firstTopUp(account);
                case DECLINED -> {
                    shop.firstTopUp(account);
                    shop.behave(account, Shop.NO_FUNDS);
                }
                case RECHARGE -> {
                    shop.firstTopUp(account);
                    shop.recharge(account, "10.00", "20.00", null);
                }
            }
        }

        /** What is asked of a server, which may not answer. */
        void ask(ServingProcess server, String account) {
            ApiCalls calls = shop.calls();
            String bought = "/v1/accounts/" + account + "/top-ups";
            switch (this) {
                case CHECKOUT, SAVED_CARD, DECLINED ->
                    calls.ask(server.address(), "POST", bought, account, "{\"amount\":\"20.00\"}");
                case CHECKOUT_PAID ->
                    calls.ask(server.address(), "GET", "/top-ups/" + first(account) + "/return", null, "");
                case RECHARGE ->
                    calls.ask(
                            server.address(),
                            "POST",
                            "/v1/accounts/" + account + "/charges",
                            account,
                            "{\"amount\":\"12.00\"}");
                case REFUND ->
                    calls.ask(server.address(), "POST", "/v1/top-ups/" + first(account) + "/refund", account, "{}");
            }
        }

        /** What must be true when it was asked again with the same key, or had been done already. */
        void prove(String account) {
            switch (this) {
                case CHECKOUT -> {
                    shop.visit(shop.buy(account, "20.00", account).text("checkout_url"), Shop.GOOD_CARD);
                    shop.jobs();
                    assertBooked(account, "20.00", 1);
                }
                case CHECKOUT_PAID -> assertBooked(account, "20.00", 1);
                case SAVED_CARD -> {
                    assertEquals("succeeded", shop.buy(account, "20.00", account).text("status"));
                    assertBooked(account, "40.00", 2);
                }
                case DECLINED -> {
                    assertEquals("failed", shop.buy(account, "20.00", account).text("status"));
                    assertBooked(account, "20.00", 1);
                }
                case RECHARGE -> {
                    assertEquals(1, shop.attempts(account).size());
                    assertBooked(account, "20.00", 2);
                }
                case REFUND -> {
                    assertEquals(
                            "succeeded",
                            shop.calls()
                                    .post("/v1/top-ups/" + first(account) + "/refund", account, "{}")
                                    .text("status"));
                    assertEquals("0.00", shop.total(account));
                    assertEquals(
                            2000,
                            money(account).getFirst().path("refunded").asInt());
                    assertEquals(List.of("refund", "top_up"), shop.rows(account));
                }
            }
        }
    }

    /** So much credit, from so many payments; nothing else can be paid any more. */
    private static void assertBooked(String account, String total, int payments) {
        assertEquals(total, shop.total(account));
        List<JsonNode> all = money(account);
        assertEquals(payments, all.stream().filter(each -> is(each, "succeeded")).count());
        assertTrue(all.stream().allMatch(each -> is(each, "succeeded") || is(each, "canceled")), all::toString);
    }

    private static boolean is(JsonNode payment, String status) {
        return payment.path("status").asString().equals(status);
    }

    private static List<JsonNode> money(String account) {
        return shop.calls().get("/v1/accounts/" + account + "/top-ups?limit=100").body().path("data").valueStream()
                .flatMap(each -> shop.payments(each.path("id").asString()).stream())
                .toList();
    }

    private static String first(String account) {
        return shop.calls()
                .get("/v1/accounts/" + account + "/top-ups")
                .body()
                .at("/data/0/id")
                .asString();
    }

    static Stream<Arguments> deaths() {
        return Stream.of(Deed.values())
                .flatMap(deed -> deed.steps.stream()
                        .flatMap(step ->
                                Stream.of(Arguments.of(deed, "before " + step), Arguments.of(deed, "after " + step))));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void thereIsOneChargeAndOneGrant(Deed deed, String point) {
        String account = "c" + ++customers;
        deed.prepare(account);
        if (deed == Deed.RECHARGE) {
            shop.closeFirst(); // else its own jobs would do it
        }
        // What is sent to Stripe differs after the restart, as where the operator has changed the address.
        ServingProcess mortal = shop.serveApart(
                Map.of("FLORIN_CRASH_AT", point, "FLORIN_PUBLIC_URL", "http://credit.example.com"));
        deed.ask(mortal, account);
        assertTrue(mortal.ends(), "this point was not reached");
        if (deed == Deed.RECHARGE) {
            shop.openFirst();
        }
        shop.endFaults();
        shop.pass(SOON);
        shop.jobs();
        if (deed == Deed.RECHARGE) {
            shop.charge(account, "12.00", account);
            shop.jobs();
        }
        deed.prove(account);
    }
}
