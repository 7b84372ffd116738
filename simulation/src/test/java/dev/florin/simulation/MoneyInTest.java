package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real {@code florin serve} that buys from Stripe's stand-in, over HTTP, with what goes wrong there. */
class MoneyInTest {
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

    @Test
    void aCustomerBuysAtCheckoutAndThenByTheSavedCard() {
        shop.firstTopUp("ann");
        assertEquals("20.00", shop.total("ann"));
        ApiCalls.Reply second = shop.buy("ann", "15.00");
        assertEquals("succeeded", second.text("status"));
        assertEquals("35.00", shop.total("ann"));
        assertEquals(1, shop.cards("ann").size());
    }

    @Test
    void aRepeatedRequestIsOneCharge() {
        shop.firstTopUp("ben");
        String key = Shop.fresh();
        List<ApiCalls.Reply> replies = Callers.together(IntStream.range(0, 8)
                .<Supplier<ApiCalls.Reply>>mapToObj(_ -> () -> shop.buy("ben", "10.00", key))
                .toList());
        List<String> ids =
                replies.stream().map(reply -> reply.text("id")).distinct().toList();
        assertEquals(1, ids.size());
        Shop.eventually(() -> shop.topUp(ids.getFirst()).text("status").equals("succeeded"));
        assertEquals(1000, shop.payment(ids.getFirst()).path("amount_received").asInt());
        assertEquals("30.00", shop.total("ben"));
    }

    @Test
    void anAnswerThatIsLostIsNoSecondCharge() {
        shop.firstTopUp("cleo");
        shop.stripe().post(
                "/faults",
                "{\"on\":\"call\",\"method\":\"POST\",\"path\":\"/v1/payment_intents\",\"do\":\"status\","
                        + "\"status\":500,\"when\":\"after\",\"times\":1}");
        ApiCalls.Reply asked = shop.buy("cleo", "25.00");
        Shop.eventually(() -> shop.topUp(asked.text("id")).text("status").equals("succeeded"));
        assertEquals(2500, shop.payment(asked.text("id")).path("amount_received").asInt());
        assertEquals("45.00", shop.total("cleo"));
    }

    @Test
    void aDeclinedCardIsToldAndChargesNothing() {
        shop.firstTopUp("dan");
        shop.behave("dan", Shop.NO_FUNDS);
        ApiCalls.Reply asked = shop.buy("dan", "10.00");
        assertEquals("failed", asked.text("status"));
        assertEquals(
                "insufficient_funds", asked.body().at("/failure/decline_code").asString());
        assertEquals("canceled", shop.payment(asked.text("id")).path("status").asString());
        assertEquals("20.00", shop.total("dan"));
    }

    @Test
    void eventsThatComeTwiceOrNeverBringCreditOnce() {
        shop.fault( "{\"on\":\"event\",\"types\":[\"*\"],\"do\":\"duplicate\",\"copies\":3,\"times\":10}");
        shop.firstTopUp("eve");
        assertEquals("20.00", shop.total("eve"));
    }

    @Test
    void unspentCreditGoesBackAndARefundAtStripeIsSeen() {
        String first = shop.firstTopUp("fay");
        ApiCalls.Reply refund = shop.calls().post("/v1/top-ups/" + first + "/refund", Shop.fresh(), "{\"amount\":\"5.00\"}");
        assertEquals("succeeded", refund.text("status"));
        assertEquals("15.00", shop.total("fay"));
        assertEquals(
                "refund_exceeds_unspent",
                shop.calls().post("/v1/top-ups/" + first + "/refund", Shop.fresh(), "{\"amount\":\"15.01\"}")
                        .text("code"));
        shop.calls().post("/v1/accounts/fay/charges", Shop.fresh(), "{\"amount\":\"10.00\"}");
        shop.stripe().dashboard(
                "/v1/refunds", "payment_intent=" + shop.payment(first).path("id").asString());
        Shop.eventually(() -> shop.calls().get("/v1/accounts/fay/balance").text("owed").equals("10.00"));
        assertEquals("0.00", shop.total("fay"));
    }

    @Test
    void aDisputeFreezesAndComesBackWhenWon() {
        String first = shop.firstTopUp("gus");
        JsonNode dispute = shop.stripe().post(
                "/disputes",
                "{\"payment_intent\":\"" + shop.payment(first).path("id").asString() + "\"}");
        Shop.eventually(() -> shop.calls().get("/v1/accounts/gus/balance").text("frozen").equals("20.00"));
        assertEquals("account_in_dispute", shop.buy("gus", "10.00").text("code"));
        shop.stripe().post("/disputes/" + dispute.path("id").asString() + "/close", "{\"status\":\"won\"}");
        Shop.eventually(() -> shop.total("gus").equals("20.00"));
    }

    @Test
    void aCrossedThresholdIsOneAutomaticCharge() {
        shop.firstTopUp("hal");
        ApiCalls.Reply on = shop.calls().put(
                "/v1/accounts/hal/auto-recharge",
                "{\"enabled\":true,\"threshold\":\"10.00\",\"target\":\"20.00\",\"consent\":{\"version\":\"1\",\"accepted\":true}}");
        assertEquals("on", on.text("status"));
        Callers.together(IntStream.range(0, 20)
                .<Supplier<ApiCalls.Reply>>mapToObj(
                        _ -> () -> shop.calls().post("/v1/accounts/hal/charges", Shop.fresh(), "{\"amount\":\"0.60\"}"))
                .toList());
        Shop.eventually(() -> !shop.total("hal").equals("8.00"));
        JsonNode attempts =
                shop.calls().get("/v1/accounts/hal/auto-recharge/attempts").body().path("data");
        assertEquals(1, attempts.size());
        shop.calls().put("/v1/accounts/hal/auto-recharge", "{\"enabled\":false}");
    }
}
