package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentMethodAttachParams;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Payments as Stripe's own client sees them. */
class PaymentsTest {
    @TempDir
    private Path folder;

    private StandIn standIn;
    private StripeClient stripe;

    @BeforeEach
    void open() {
        standIn = new StandIn(folder);
        stripe = standIn.client();
    }

    @AfterEach
    void close() {
        standIn.everythingHasStripesShape();
        standIn.close();
    }

    private Customer customer() throws StripeException {
        return stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("ada@example.test")
                        .putMetadata("account_id", "acc_1")
                        .build());
    }

    private PaymentMethod saved(Customer customer, String alias) throws StripeException {
        return stripe.v1()
                .paymentMethods()
                .attach(
                        alias,
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
    }

    private PaymentIntentCreateParams.Builder charge(long cents) {
        return PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency("usd")
                .setConfirm(true)
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build());
    }

    private PaymentIntent chargeSaved(Customer customer, String method, long cents) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .create(charge(cents)
                        .setCustomer(customer.getId())
                        .setPaymentMethod(method)
                        .setOffSession(true)
                        .build());
    }

    @Test
    void aSavedCardIsChargedAndTheMoneyIsBooked() throws StripeException {
        Customer ada = customer();
        PaymentIntent paid = chargeSaved(ada, saved(ada, "pm_card_visa").getId(), 2_000);
        assertEquals("succeeded", paid.getStatus());
        assertEquals(2_000, paid.getAmountReceived());
        Charge charge = stripe.v1().charges().retrieve(paid.getLatestCharge());
        assertEquals("4242", charge.getPaymentMethodDetails().getCard().getLast4());
        assertEquals(
                88,
                stripe.v1()
                        .balanceTransactions()
                        .retrieve(charge.getBalanceTransaction())
                        .getFee());
        JsonNode totals = standIn.control("GET", "/money?customer=" + ada.getId(), null)
                .body()
                .path("totals");
        assertEquals(2_000, totals.path("net").asLong());
        standIn.flush();
        assertTrue(standIn.receivedTypes()
                .containsAll(List.of("customer.created", "charge.succeeded", "payment_intent.succeeded")));
    }

    static Stream<JsonNode> cards() {
        try (StandIn asked = new StandIn(Path.of(System.getProperty("java.io.tmpdir"), "cards" + System.nanoTime()))) {
            return asked.control("GET", "/cards", null).body().valueStream().toList().stream();
        }
    }

    /** As a fresh card by its name, without saving it. */
    @ParameterizedTest
    @MethodSource("cards")
    void everyCardSaysWhatItsRowSaysWhenItsNameIsCharged(JsonNode card) throws StripeException {
        if (card.path("alias").isNull() || card.path("behaviour").asString().startsWith("authentication")) {
            return;
        }
        PaymentIntentCreateParams params =
                charge(500).setPaymentMethod(card.path("alias").asString()).build();
        if (!card.has("code")) {
            assertEquals(
                    "succeeded", stripe.v1().paymentIntents().create(params).getStatus());
            return;
        }
        refusedAs(
                card,
                assertThrows(
                        CardException.class, () -> stripe.v1().paymentIntents().create(params)));
    }

    private static void refusedAs(JsonNode card, CardException refused) {
        assertEquals(402, refused.getStatusCode());
        assertEquals(card.path("code").asString(), refused.getCode());
        assertEquals(card.path("decline_code").asString(null), refused.getDeclineCode());
        assertEquals(
                "requires_payment_method",
                refused.getStripeError().getPaymentIntent().getStatus());
        assertNull(refused.getStripeError().getPaymentIntent().getPaymentMethod());
        assertEquals(
                card.path("code").asString(),
                refused.getStripeError()
                        .getPaymentIntent()
                        .getLastPaymentError()
                        .getCode());
    }

    /** As a saved card that behaves so from now on, without the customer. */
    @ParameterizedTest
    @MethodSource("cards")
    void everyCardSaysWhatItsRowSaysWhenItIsSaved(JsonNode card) throws StripeException {
        Customer ada = customer();
        PaymentMethod method = saved(ada, "pm_card_visa");
        assertEquals(
                200,
                standIn.control(
                                "POST",
                                "/payment_methods/" + method.getId(),
                                Map.of("behave_as", card.path("number").asString()))
                        .status());
        if (card.path("behaviour").asString().startsWith("authentication")
                && !card.path("behaviour").asString().equals("authentication_when_present")) {
            CardException refused = assertThrows(CardException.class, () -> chargeSaved(ada, method.getId(), 700));
            assertEquals("authentication_required", refused.getCode());
            assertEquals(
                    method.getId(),
                    refused.getStripeError()
                            .getPaymentIntent()
                            .getLastPaymentError()
                            .getPaymentMethod()
                            .getId());
        } else if (card.has("code")) {
            refusedAs(card, assertThrows(CardException.class, () -> chargeSaved(ada, method.getId(), 700)));
        } else {
            assertEquals("succeeded", chargeSaved(ada, method.getId(), 700).getStatus());
        }
    }

    @Test
    void aCardThatDeclinesCannotBeSaved() throws StripeException {
        Customer ada = customer();
        CardException refused =
                assertThrows(CardException.class, () -> saved(ada, "pm_card_visa_chargeDeclinedInsufficientFunds"));
        assertEquals("insufficient_funds", refused.getDeclineCode());
        assertNotNull(saved(ada, "pm_card_chargeCustomerFail").getCustomer());
    }

    @Test
    void aPresentCustomerIsSentToTheBankAndComesBackPaid() throws StripeException {
        Customer ada = customer();
        PaymentMethod method = saved(ada, "pm_card_authenticationRequired");
        PaymentIntent waiting = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1_000L)
                        .setCurrency("usd")
                        .setCustomer(ada.getId())
                        .setPaymentMethod(method.getId())
                        .setConfirm(true)
                        .setReturnUrl("https://shop.test/back?order=7")
                        .build());
        assertEquals("requires_action", waiting.getStatus());
        String url = waiting.getNextAction().getRedirectToUrl().getUrl();
        JsonNode left = standIn.control("POST", "/visit", Map.of("url", url, "three_ds", "leave"))
                .body();
        assertEquals("requires_action", left.path("status").asString());
        JsonNode back = standIn.control("POST", "/visit", Map.of("url", url)).body();
        assertEquals("succeeded", back.path("status").asString());
        assertTrue(back.path("redirect")
                .asString()
                .startsWith("https://shop.test/back?order=7&payment_intent=" + waiting.getId()));
        assertTrue(back.path("redirect").asString().endsWith("redirect_status=succeeded"));
        assertEquals(back, standIn.control("POST", "/visit", Map.of("url", url)).body());
    }

    @Test
    void aRepeatedKeyAnswersTheSameAlsoForADecline() throws StripeException {
        RequestOptions key =
                RequestOptions.builder().setIdempotencyKey("order-1").build();
        PaymentIntentCreateParams params =
                charge(900).setPaymentMethod("pm_card_visa_chargeDeclined").build();
        CardException first = assertThrows(
                CardException.class, () -> stripe.v1().paymentIntents().create(params, key));
        CardException second = assertThrows(
                CardException.class, () -> stripe.v1().paymentIntents().create(params, key));
        assertEquals(first.getRequestId(), second.getRequestId());
        assertEquals(
                first.getStripeError().getPaymentIntent().getId(),
                second.getStripeError().getPaymentIntent().getId());
        StripeException other = assertThrows(
                StripeException.class,
                () -> stripe.v1()
                        .paymentIntents()
                        .create(charge(901).setPaymentMethod("pm_card_visa").build(), key));
        assertEquals(400, other.getStatusCode());
        assertEquals("idempotency_error", other.getStripeError().getType());
        standIn.advance(Duration.ofHours(25));
        assertEquals(
                "succeeded",
                stripe.v1()
                        .paymentIntents()
                        .create(charge(901).setPaymentMethod("pm_card_visa").build(), key)
                        .getStatus());
    }

    @Test
    void whatStripeDoesNotKnowIsRefused() {
        assertEquals(404, standIn.call("GET", "/v1/nothing", "").status());
        JsonNode unknown =
                standIn.call("POST", "/v1/customers", "emial=x").body().path("error");
        assertEquals("parameter_unknown", unknown.path("code").asString());
        assertEquals("emial", unknown.path("param").asString());
        JsonNode missing = standIn.call("POST", "/v1/payment_intents", "currency=usd")
                .body()
                .path("error");
        assertEquals("parameter_missing", missing.path("code").asString());
        assertEquals(
                400,
                standIn.call("GET", "/v1/customers", "", "Stripe-Version", "1999-01-01")
                        .status());
        InvalidRequestException small = assertThrows(
                InvalidRequestException.class,
                () -> stripe.v1()
                        .paymentIntents()
                        .create(charge(49).setPaymentMethod("pm_card_visa").build()));
        assertEquals("amount_too_small", small.getCode());
    }
}
