package dev.florin.sandbox.stripe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.StandIn;
import dev.florin.sandbox.stripe.Shop;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The rows of Stripe's testing page, written down once more by hand: what each card comes to when a person types it at
 * the checkout, when its name is charged with the customer present, and when it was saved and is charged without them.
 * {@code 3ds} means that the bank was asked first and agreed.
 */
class CardRowsTest {
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
        shop.standIn().everythingHasStripesShape();
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # number,          alias,                                                        at the page and by name,           saved and charged
            4242424242424242, pm_card_visa,                                                  paid,                              paid
            5555555555554444, pm_card_mastercard,                                            paid,                              paid
            378282246310005,  pm_card_amex,                                                  paid,                              paid
            6011111111111117, pm_card_discover,                                              paid,                              paid
            4000056655665556, pm_card_visa_debit,                                            paid,                              paid
            4000000000000002, pm_card_visa_chargeDeclined,                                   card_declined generic_decline,     unsaved card_declined generic_decline
            4000000000009995, pm_card_visa_chargeDeclinedInsufficientFunds,                  card_declined insufficient_funds,  unsaved card_declined insufficient_funds
            4000000000009987, pm_card_visa_chargeDeclinedLostCard,                           card_declined lost_card,           unsaved card_declined lost_card
            4000000000009979, pm_card_visa_chargeDeclinedStolenCard,                         card_declined stolen_card,         unsaved card_declined stolen_card
            4000000000000069, pm_card_chargeDeclinedExpiredCard,                             expired_card,                      unsaved expired_card
            4000000000000127, pm_card_chargeDeclinedIncorrectCvc,                            incorrect_cvc,                     unsaved incorrect_cvc
            4000000000000119, pm_card_chargeDeclinedProcessingError,                         processing_error,                  unsaved processing_error
            4000000000006975, pm_card_visa_chargeDeclinedVelocityLimitExceeded,              card_declined card_velocity_exceeded, unsaved card_declined card_velocity_exceeded
            4000000000000341, pm_card_chargeCustomerFail,                                    card_declined generic_decline,     card_declined generic_decline
            4000002500003155, pm_card_authenticationRequiredOnSetup,                         3ds paid,                          authentication_required authentication_required
            4000002760003184, pm_card_authenticationRequired,                                3ds paid,                          authentication_required authentication_required
            4000003800000446, pm_card_authenticationRequiredSetupForOffSession,              3ds paid,                          paid
            4000008260003178, pm_card_authenticationRequiredChargeDeclinedInsufficientFunds, 3ds card_declined insufficient_funds, authentication_required authentication_required
            4000000000000259, pm_card_createDispute,                                         paid,                              paid
            4000000000002685, pm_card_createDisputeProductNotReceived,                       paid,                              paid
            4000000000001976, pm_card_createDisputeInquiry,                                  paid,                              paid
            4000000000005423, pm_card_createIssuerFraudRecord,                               paid,                              paid
            4000000404000079, pm_card_createMultipleDisputes,                                paid,                              paid
            4000000000007726, pm_card_pendingRefund,                                         paid,                              paid
            4000000000005126, pm_card_refundFail,                                            paid,                              paid
            4100000000000019, pm_card_radarBlock,                                            card_declined fraudulent,          card_declined fraudulent
            4000000000000077, pm_card_bypassPending,                                         paid,                              paid
            """)
    void aCardComesToTheSameInAllThreeWays(String number, String alias, String present, String saved) {
        assertEquals(present, atThePage(number));
        assertEquals(present, byName(alias));
        assertEquals(saved, onceSaved(alias));
    }

    @ParameterizedTest
    @CsvSource({
        "4000002500003155, paid",
        "4000002760003184, authentication_required authentication_required",
        "4000003800000446, paid",
        "4000008260003178, card_declined insufficient_funds",
        "4000008400001629, authentication_required authentication_required",
        "4000000000000341, card_declined generic_decline",
    })
    void aCardThatWasSavedAtThePageIsChargedWithoutItsOwner(String number, String comesTo) {
        String ada =
                shop.post("/v1/customers", "email=ada@example.test").path("id").asString();
        JsonNode session = shop.post(
                "/v1/checkout/sessions", "mode=setup&currency=usd&success_url=https://shop.test/&customer=" + ada);
        through(browser.send(session.path("url").asString(), Browser.card(number)));
        String method = shop.get("/v1/customers/" + ada + "/payment_methods")
                .path("data")
                .path(0)
                .path("id")
                .asString();
        assertEquals(comesTo, offSession(ada, method));
    }

    @ParameterizedTest
    @CsvSource({"4000008400001629, 3ds card_declined generic_decline"})
    void aCardWithoutANameIsTypedOnly(String number, String comesTo) {
        assertEquals(comesTo, atThePage(number));
    }

    private String atThePage(String number) {
        JsonNode session = shop.post(
                "/v1/checkout/sessions",
                "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
                        + "&line_items[0][price_data][unit_amount]=2000"
                        + "&line_items[0][price_data][product_data][name]=AI credits"
                        + "&success_url=https://shop.test/");
        boolean asked = through(browser.send(session.path("url").asString(), Browser.card(number)));
        JsonNode after = shop.get("/v1/checkout/sessions/" + session.path("id").asString());
        String end = end(after.path("payment_intent").asString());
        assertEquals(
                end.equals("paid") ? "complete" : "open", after.path("status").asString());
        return (asked ? "3ds " : "") + end;
    }

    private String byName(String alias) {
        StandIn.Reply reply = shop.standIn()
                .call(
                        "POST",
                        "/v1/payment_intents",
                        "amount=2000&currency=usd&confirm=true&automatic_payment_methods[enabled]=true"
                                + "&return_url=https://shop.test/&payment_method=" + alias);
        JsonNode intent = reply.status() == 200
                ? reply.body()
                : reply.body().path("error").path("payment_intent");
        Optional<String> bank = Optional.of(intent.path("next_action")
                        .path("redirect_to_url")
                        .path("url")
                        .asString(""))
                .filter(url -> !url.isEmpty());
        bank.ifPresent(url -> browser.send(url, Map.of("outcome", "complete")));
        return (bank.isPresent() ? "3ds " : "") + end(intent.path("id").asString());
    }

    private String onceSaved(String alias) {
        String ada =
                shop.post("/v1/customers", "email=ada@example.test").path("id").asString();
        StandIn.Reply saved =
                shop.standIn().call("POST", "/v1/payment_methods/" + alias + "/attach", "customer=" + ada);
        if (saved.status() != 200) {
            assertEquals(402, saved.status());
            return "unsaved " + words(saved.body().path("error"));
        }
        return offSession(ada, saved.body().path("id").asString());
    }

    private String offSession(String customer, String method) {
        StandIn.Reply reply = shop.standIn()
                .call(
                        "POST",
                        "/v1/payment_intents",
                        "amount=2000&currency=usd&confirm=true&off_session=true&automatic_payment_methods[enabled]=true"
                                + "&automatic_payment_methods[allow_redirects]=never&customer=" + customer
                                + "&payment_method=" + method);
        if (reply.status() != 200) {
            assertEquals(402, reply.status(), reply.body().toString());
            assertEquals("card_error", reply.body().path("error").path("type").asString());
            return words(reply.body().path("error"));
        }
        return end(reply.body().path("id").asString());
    }

    /** Answers the bank if it asks; whether it did. */
    private boolean through(Browser.Seen seen) {
        String next = seen.location().orElse("");
        if (!next.contains("/3ds/")) {
            return false;
        }
        assertTrue(browser.open(next).html().contains("Complete authentication"));
        browser.send(next, Map.of("outcome", "complete"));
        return true;
    }

    private String end(String paymentIntent) {
        JsonNode intent = shop.get("/v1/payment_intents/" + paymentIntent);
        if (intent.path("status").asString().equals("succeeded")) {
            return "paid";
        }
        assertEquals("requires_payment_method", intent.path("status").asString());
        return words(intent.path("last_payment_error"));
    }

    private static String words(JsonNode error) {
        return (error.path("code").asString("") + " "
                        + error.path("decline_code").asString(""))
                .strip();
    }
}
