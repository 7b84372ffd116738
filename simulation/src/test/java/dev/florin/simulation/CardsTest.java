package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Saved cards and what banks do about them, over HTTP. */
class CardsTest {
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

    private static String addCard(String account, String number) {
        int before = shop.cards(account).size();
        ApiCalls.Reply page = shop.calls()
                .post(
                        "/v1/accounts/" + account + "/payment-methods/setup",
                        null,
                        "{\"return_url\":\"" + shop.publicUrl() + "/\"}");
        shop.visit(page.text("url"), number);
        Shop.eventually(() -> shop.cards(account).size() > before);
        return shop.cards(account)
                .valueStream()
                .filter(each -> number.endsWith(each.path("last4").asString()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    @Test
    void aCardIsAddedChosenAndRemoved() {
        shop.firstTopUp("cards");
        String master = addCard("cards", "5555555555554444");
        assertEquals(2, shop.cards("cards").size());
        ApiCalls.Reply chosen = shop.calls().put("/v1/accounts/cards/payment-methods/" + master + "/default", "");
        assertTrue(chosen.body().path("default").asBoolean());
        assertEquals("succeeded", shop.buy("cards", "10.00").text("status"));
        assertEquals(
                200,
                shop.calls()
                        .delete("/v1/accounts/cards/payment-methods/" + master)
                        .status());
        assertEquals(1, shop.cards("cards").size());
        assertEquals(
                404,
                shop.calls()
                        .delete("/v1/accounts/cards/payment-methods/" + master)
                        .status());
    }

    @Test
    void aCardThatIsRemovedIsNeverChargedAgain() {
        shop.firstTopUp("gone");
        shop.recharge("gone", "10.00", "20.00", null);
        String card = shop.cards("gone").path(0).path("id").asString();
        shop.calls().delete("/v1/accounts/gone/payment-methods/" + card);
        shop.charge("gone", "12.00");
        shop.jobs();
        Shop.eventually(() -> "paused".equals(shop.recharge("gone").text("status")));
        assertEquals("no_payment_method", shop.recharge("gone").text("paused_reason"));
        assertEquals("requires_checkout", shop.buy("gone", "10.00").text("status"));
        addCard("gone", Shop.GOOD_CARD);
        shop.jobs();
        Shop.eventually(() -> "20.00".equals(shop.total("gone")));
        shop.calls().put("/v1/accounts/gone/auto-recharge", "{\"enabled\":false}");
    }

    @Test
    void aCustomerWhoWasDeletedAtStripeKeepsSpendingAndBuysAnew() {
        String first = shop.firstTopUp("deleted");
        String customer = shop.payment(first).path("customer").asString();
        shop.stripe().dashboardDelete("/v1/customers/" + customer);
        shop.jobs();
        assertEquals(201, shop.charge("deleted", "1.00").status());
        Shop.eventually(() -> shop.cards("deleted").isEmpty());
        ApiCalls.Reply asked = shop.buy("deleted", "10.00");
        assertEquals("requires_checkout", asked.text("status"));
        shop.visit(asked.text("checkout_url"), Shop.GOOD_CARD);
        Shop.eventually(() -> shop.topUp(asked.text("id")).text("status").equals("succeeded"));
        assertTrue(!shop.payment(asked.text("id")).path("customer").asString().equals(customer));
        assertEquals(
                "succeeded",
                shop.calls()
                        .post("/v1/top-ups/" + first + "/refund", Shop.fresh(), "{\"amount\":\"5.00\"}")
                        .text("status"));
        assertEquals("24.00", shop.total("deleted"));
    }

    /** The news of the customer may be worked on before the news of the cards. */
    @Test
    void cardsGoWithTheCustomerInWhicheverOrderTheNewsCome() throws SQLException {
        String customer =
                shop.payment(shop.firstTopUp("overtaken")).path("customer").asString();
        try (Connection connection = shop.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE florin.stripe_customer SET deleted = true WHERE customer_id = '" + customer + "'");
        }
        shop.stripe().dashboardDelete("/v1/customers/" + customer);
        shop.jobs();
        Shop.eventually(() -> shop.cards("overtaken").isEmpty());
    }

    @Test
    void aBankThatAsksIsAnsweredAtOurPage() {
        shop.firstTopUp("bank");
        shop.behave("bank", Shop.NEEDS_BANK);
        ApiCalls.Reply asked = shop.buy("bank", "10.00");
        assertEquals("requires_confirmation", asked.text("status"));
        assertTrue(asked.text("confirm_url").startsWith(shop.publicUrl()), asked.text("confirm_url"));
        assertEquals("top_up_in_progress", shop.buy("bank", "15.00").text("code"));
        JsonNode payment = shop.payment(asked.text("id"));
        String bank = shop.stripe()
                .dashboard("/v1/payment_intents/" + payment.path("id").asString())
                .at("/next_action/redirect_to_url/url")
                .asString();
        shop.visit(bank, Shop.GOOD_CARD);
        Shop.eventually(() -> shop.topUp(asked.text("id")).text("status").equals("succeeded"));
        assertEquals("30.00", shop.total("bank"));
    }

    @Test
    void aDisputedCardFreezesItsCreditAndALostDisputeOwesWhatWasSpent() {
        shop.firstTopUp("disputed");
        shop.behave("disputed", Shop.DISPUTED);
        String second = shop.buy("disputed", "30.00").text("id");
        shop.charge("disputed", "35.00");
        shop.pass(Duration.ofDays(1));
        shop.jobs();
        Shop.eventually(() -> shop.balance("disputed").text("frozen").equals("15.00"));
        assertEquals("account_in_dispute", shop.buy("disputed", "10.00").text("code"));
        String dispute = shop.stripe()
                .dashboard("/v1/disputes?payment_intent="
                        + shop.payment(second).path("id").asString())
                .at("/data/0/id")
                .asString();
        shop.stripe().post("/disputes/" + dispute + "/close", "{\"status\":\"lost\"}");
        shop.jobs();
        Shop.eventually(() -> shop.balance("disputed").text("owed").equals("15.00"));
        assertEquals(List.of("dispute_lost", "dispute", "charge", "top_up", "top_up"), shop.rows("disputed"));
        assertEquals("insufficient_credits", shop.charge("disputed", "1.00").text("code"));
    }

    @Test
    void aRefundThatFailsLaterComesBackOnce() {
        String first = shop.firstTopUp("bounced");
        ApiCalls.Reply refund =
                shop.calls().post("/v1/top-ups/" + first + "/refund", Shop.fresh(), "{\"amount\":\"8.00\"}");
        assertEquals("succeeded", refund.text("status"));
        String id = shop.stripe()
                .dashboard("/v1/refunds?payment_intent="
                        + shop.payment(first).path("id").asString())
                .at("/data/0/id")
                .asString();
        shop.stripe().post("/refunds/" + id, "{\"status\":\"failed\"}");
        shop.jobs();
        Shop.eventually(() -> shop.total("bounced").equals("20.00"));
        shop.jobs();
        assertEquals(List.of("refund_failed", "refund", "top_up"), shop.rows("bounced"));
    }
}
