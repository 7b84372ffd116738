package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** What is not Stripe's own word is not heard; and nobody reaches another customer's payments. */
class WebhookGateTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private static Path folder;

    private static Shop shop;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        shop = new Shop(folder, 1);
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void end() {
        http.close();
        shop.close();
    }

    private static int send(String body, @Nullable String signature) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shop.publicUrl() + "/webhooks/stripe"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("Stripe-Signature", signature);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new IllegalStateException("the server hung up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String signed(String body, String secret, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] text = (at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String event(String id) {
        return "{\"id\":\"" + id + "\",  \"object\":\"event\",\"type\":\"payment_intent.succeeded\",\"livemode\":false,"
                + "\"api_version\":\"2026-07-29.dahlia\",\"name\":\"\\u00fc 12345678901234567890\","
                + "\"data\":{\"object\":{\"id\":\"pi_nobodys\"}}}";
    }

    private static double refused() {
        String page = new String(
                metrics().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return page.lines()
                .filter(line -> line.startsWith("florin_webhooks_not_signed_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String metrics() {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(shop.publicUrl() + "/metrics"))
                                    .header("Authorization", "Bearer " + ServingProcess.OPERATOR_KEY)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyAFreshSignatureOfAKnownSecretIsHeard() {
        Instant now = shop.database().now();
        String body = event("evt_gate");
        double before = refused();
        assertEquals(400, send(body, null));
        assertEquals(400, send(body, ""));
        assertEquals(400, send(body, "t=1,v1=00"));
        assertEquals(400, send(body, signed(body, "whsec_of_somebody_else", now)));
        assertEquals(400, send(body, signed(body, StandInProcess.SECRET, now.minus(Duration.ofMinutes(6)))));
        assertEquals(400, send(body + " ", signed(body, StandInProcess.SECRET, now)), "byte for byte");
        assertEquals(refused(), before + 6, "each of them is counted");
        assertEquals(200, send(body, signed(body, StandInProcess.SECRET, now)));
        assertEquals(200, send(body, signed(body, StandInProcess.SECRET, now)), "a second time it is known");
    }

    @Test
    void whatIsTooLongIsNotRead() {
        String body = "{\"id\":\"" + "x".repeat(MEGABYTE) + "\"}";
        assertEquals(413, send(body, signed(body, StandInProcess.SECRET, shop.database().now())));
    }

    @Test
    void anEventOfTheOtherModeIsIgnored() {
        String body = event("evt_live").replace("\"livemode\":false", "\"livemode\":true");
        assertEquals(200, send(body, signed(body, StandInProcess.SECRET, shop.database().now())));
        shop.jobs();
        assertTrue(metrics().contains("florin_webhooks_other_mode_total 1.0"));
    }

    @Test
    void anotherCustomersObjectsAreNotThere() {
        String first = shop.firstTopUp("rich");
        shop.firstTopUp("stranger");
        String card = shop.cards("rich").path(0).path("id").asString();
        String path = "/v1/accounts/stranger";
        assertEquals(404, shop.calls()
                .post(path + "/top-ups", Shop.fresh(), "{\"amount\":\"5.00\",\"payment_method\":\"" + card + "\"}")
                .status());
        assertEquals(404, shop.calls().put(path + "/payment-methods/" + card + "/default", "").status());
        assertEquals(404, shop.calls().delete(path + "/payment-methods/" + card).status());
        assertEquals(404, shop.calls().get("/v1/top-ups/" + first + "x").status());
        assertEquals(404, shop.calls().post("/v1/top-ups/tu_nobodys/refund", Shop.fresh(), "{}").status());
        assertEquals(1, shop.cards("rich").size());
        assertEquals("20.00", shop.total("rich"));
        for (int i = 0; i < 3; i++) {
            shop.calls().get("/top-ups/" + first + "/return?redirect_status=succeeded");
        }
        assertEquals(List.of("top_up"), shop.rows("rich"));
    }

    @Test
    void whatABrowserSendsDecidesNothing() {
        shop.open("sly");
        String path = "/v1/accounts/sly/top-ups";
        for (String body : List.of(
                "{\"amount\":\"-5\"}",
                "{\"amount\":\"0\"}",
                "{\"amount\":\"0.001\"}",
                "{\"amount\":\"4.99\"}",
                "{\"amount\":\"995.01\"}",
                "{\"amount\":1e12}",
                "{\"amount\":\"20.00\",\"currency\":\"jpy\"}",
                "{\"amount\":\"20.00\",\"quantity\":0}",
                "{\"amount\":\"20.00\",\"return_url\":\"https://evil.example/\"}")) {
            assertEquals(400, shop.calls().post(path, Shop.fresh(), body).status(), body);
        }
        assertEquals(0, shop.calls().get(path).body().path("data").size());
    }
}
