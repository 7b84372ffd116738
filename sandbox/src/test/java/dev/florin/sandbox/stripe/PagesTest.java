package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import dev.florin.sandbox.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as a browser without scripts uses them. */
class PagesTest {
    private static final HttpClient BROWSER = HttpClient.newHttpClient(); // follows no redirect by itself

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
        standIn.close();
    }

    private String page() throws StripeException {
        Session session = stripe.v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.PAYMENT)
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
                        .setSuccessUrl("https://shop.test/back")
                        .setCancelUrl("https://shop.test/cancel")
                        .build());
        return session.getUrl();
    }

    private static HttpResponse<String> asked(HttpRequest.Builder request) {
        try {
            return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String url) {
        return asked(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private static HttpResponse<String> post(String url, String form) {
        return asked(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    @Test
    void checkoutIsPaidOnceAndLeadsBack() throws StripeException {
        String page = page();
        assertTrue(get(page).body().contains("TEST MODE"));
        assertTrue(get(page).body().contains("Pay $20.00"));
        HttpResponse<String> paid = post(page, "number=4242424242424242&cvc=123");
        assertEquals(303, paid.statusCode());
        assertEquals(
                "https://shop.test/back", paid.headers().firstValue("Location").orElse(""));
        assertEquals(303, post(page, "test=4242424242424242").statusCode());
        assertEquals(303, get(page).statusCode());
    }

    @Test
    void whatIsTypedWrongIsSaidAndNeverShownAgain() throws StripeException {
        String page = page();
        HttpResponse<String> declined = post(page, "number=4000000000009995&cvc=123");
        assertEquals(200, declined.statusCode());
        assertTrue(declined.body().contains("insufficient funds"));
        HttpResponse<String> noTestCard = post(page, "number=4111111111111111&cvc=123");
        assertTrue(noTestCard.body().contains("role=\"alert\""));
        assertFalse(noTestCard.body().contains("4111111111111111"));
    }

    @Test
    void theBankAsksAndLeadsOn() throws StripeException {
        String page = page();
        HttpResponse<String> asked = post(page, "test=4000002760003184");
        String bank = asked.headers().firstValue("Location").orElse("");
        assertTrue(get(bank).body().contains("Your bank asks"));
        assertEquals(
                "https://shop.test/back",
                post(bank, "").headers().firstValue("Location").orElse(""));
    }

    @Test
    void cancellingLeadsBackWithoutPaying() throws StripeException {
        HttpResponse<String> canceled = post(page(), "cancel=1");
        assertEquals(
                "https://shop.test/cancel",
                canceled.headers().firstValue("Location").orElse(""));
    }

    @Test
    void aPageThatDoesNotExistIs404() throws StripeException {
        assertEquals(
                404,
                get(URI.create(page()).resolve("/c/pay/cs_test_none").toString())
                        .statusCode());
    }
}
