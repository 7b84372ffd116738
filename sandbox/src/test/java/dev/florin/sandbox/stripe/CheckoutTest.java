package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sessions that a person visits. */
class CheckoutTest {
    @TempDir
    private Path folder;

    private StandIn standIn;
    private StripeClient stripe;
    private Customer ada;

    @BeforeEach
    void open() throws StripeException {
        standIn = new StandIn(folder);
        stripe = standIn.client();
        ada = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("ada@example.test")
                        .build());
    }

    @AfterEach
    void close() {
        standIn.everythingHasStripesShape();
        standIn.close();
    }

    private Session session() throws StripeException {
        return stripe.v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.PAYMENT)
                        .setCustomer(ada.getId())
                        .setClientReferenceId("order-1")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setQuantity(1L)
                                .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                        .setCurrency("usd")
                                        .setUnitAmount(2_000L)
                                        .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                                .setName("AI credits")
                                                .build())
                                        .build())
                                .build())
                        .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                                .setSetupFutureUsage(SessionCreateParams.PaymentIntentData.SetupFutureUsage.OFF_SESSION)
                                .putMetadata("order_id", "order-1")
                                .build())
                        .setSuccessUrl("https://shop.test/back?session_id={CHECKOUT_SESSION_ID}")
                        .setCancelUrl("https://shop.test/cancelled")
                        .build());
    }

    private JsonNode visit(Map<String, Object> order) {
        StandIn.Reply reply = standIn.control("POST", "/visit", order);
        assertEquals(200, reply.status(), reply.body().toString());
        return reply.body();
    }

    @Test
    void payingSavesTheCardAndLeadsBackToTheShop() throws StripeException {
        Session open = session();
        JsonNode end = visit(Map.of("url", open.getUrl(), "card", "4242424242424242"));
        assertEquals("complete", end.path("status").asString());
        assertEquals("paid", end.path("payment_status").asString());
        assertEquals(
                "https://shop.test/back?session_id=" + open.getId(),
                end.path("redirect").asString());
        PaymentIntent paid =
                stripe.v1().paymentIntents().retrieve(end.path("payment_intent").asString());
        assertEquals(Map.of("order_id", "order-1"), paid.getMetadata());
        assertEquals(
                1,
                stripe.v1()
                        .customers()
                        .paymentMethods()
                        .list(ada.getId())
                        .getData()
                        .size());
        assertEquals(end, visit(Map.of("url", open.getUrl())));
        assertNull(stripe.v1().checkout().sessions().retrieve(open.getId()).getUrl());
        JsonNode again = visit(Map.of("url", session().getUrl(), "card", "saved"));
        assertEquals("paid", again.path("payment_status").asString());
    }

    @Test
    void aDeclineLeavesTheSessionOpenAndTheSamePaymentCanBePaidWithAnotherCard() throws StripeException {
        Session open = session();
        JsonNode declined = visit(Map.of("url", open.getUrl(), "card", "4000000000009995"));
        assertEquals("open", declined.path("status").asString());
        assertEquals("card_declined", declined.path("error").path("code").asString());
        assertEquals(
                "insufficient_funds",
                declined.path("error").path("decline_code").asString());
        JsonNode wrong = visit(Map.of("url", open.getUrl(), "card", "4242424242424241"));
        assertEquals("incorrect_number", wrong.path("error").path("code").asString());
        JsonNode left = visit(Map.of("url", open.getUrl(), "card", "4000002760003184", "three_ds", "leave"));
        assertEquals("open", left.path("status").asString());
        JsonNode refused = visit(Map.of("url", left.path("three_ds_url").asString(), "three_ds", "fail"));
        assertEquals(
                "payment_intent_authentication_failure",
                refused.path("error").path("code").asString());
        JsonNode paid = visit(Map.of("url", open.getUrl(), "card", "4000002760003184"));
        assertEquals("paid", paid.path("payment_status").asString());
        assertEquals(declined.path("payment_intent"), paid.path("payment_intent"));
        JsonNode money = standIn.control("GET", "/money", null).body();
        assertEquals(2, money.path("payment_intents").get(0).path("charges").asInt());
    }

    @Test
    void aBankDebitCompletesUnpaidAndEndsLater() throws StripeException {
        Session open = session();
        JsonNode unpaid = visit(Map.of("url", open.getUrl(), "method", "delayed"));
        assertEquals("complete", unpaid.path("status").asString());
        assertEquals("unpaid", unpaid.path("payment_status").asString());
        String intent = unpaid.path("payment_intent").asString();
        assertEquals(
                200,
                standIn.control("POST", "/payment_intents/" + intent + "/finish", Map.of("outcome", "succeeded"))
                        .status());
        assertEquals(
                "paid", stripe.v1().checkout().sessions().retrieve(open.getId()).getPaymentStatus());
        standIn.flush();
        assertTrue(standIn.receivedTypes().contains("checkout.session.async_payment_succeeded"));
    }

    @Test
    void aSessionThatNobodyPaysExpiresWithItsTime() throws StripeException {
        Session open = session();
        JsonNode cancelled = visit(Map.of("url", open.getUrl(), "cancel", true));
        assertEquals("https://shop.test/cancelled", cancelled.path("redirect").asString());
        assertEquals("open", cancelled.path("status").asString());
        standIn.advance(Duration.ofHours(25));
        assertEquals(
                "expired", visit(Map.of("url", open.getUrl())).path("status").asString());
        standIn.flush();
        assertTrue(standIn.receivedTypes().contains("checkout.session.expired"));
    }

    @Test
    void aSessionCanSaveACardWithoutPaying() throws StripeException {
        Session open = stripe.v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SETUP)
                        .setCurrency("usd")
                        .setCustomer(ada.getId())
                        .setSuccessUrl("https://shop.test/saved")
                        .build());
        JsonNode refused = visit(Map.of("url", open.getUrl(), "card", "4000000000000002"));
        assertEquals("card_declined", refused.path("error").path("code").asString());
        JsonNode saved = visit(Map.of("url", open.getUrl(), "card", "4000002500003155"));
        assertEquals("complete", saved.path("status").asString());
        assertNotNull(stripe.v1()
                .paymentMethods()
                .retrieve(saved.path("payment_method").asString())
                .getCustomer());
        assertEquals(
                List.of("succeeded"),
                List.of(stripe.v1()
                        .setupIntents()
                        .retrieve(saved.path("setup_intent").asString())
                        .getStatus()));
    }

    /** The third way to meet a card: a person types it. */
    @Test
    void everyCardSaysAtThePageWhatItsRowSays() throws StripeException {
        for (JsonNode card : standIn.control("GET", "/cards", null).body()) {
            JsonNode end = visit(Map.of(
                    "url", session().getUrl(), "card", card.path("number").asString()));
            assertEquals(card.path("code"), end.path("error").path("code"), card.toString());
            assertEquals(card.path("decline_code"), end.path("error").path("decline_code"), card.toString());
            assertEquals(
                    card.has("code") ? "open" : "complete", end.path("status").asString(), card.toString());
        }
    }

    @Test
    void everythingOutlivesTheProcess() throws StripeException {
        Session open = session();
        standIn.control("POST", "/faults", Map.of("on", "event", "types", List.of("*"), "do", "thin"));
        standIn.restart();
        stripe = standIn.client();
        assertEquals(
                open.getId(),
                stripe.v1().checkout().sessions().retrieve(open.getId()).getId());
        assertFalse(standIn.control("GET", "/faults", null).body().path("data").isEmpty());
        assertFalse(standIn.control("GET", "/calls", null).body().path("data").isEmpty());
        JsonNode paid = visit(Map.of("url", open.getUrl()));
        assertEquals("paid", paid.path("payment_status").asString());
    }
}
