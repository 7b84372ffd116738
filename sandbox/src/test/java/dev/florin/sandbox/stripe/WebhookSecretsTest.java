package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An endpoint's secret is rolled while events go on. */
class WebhookSecretsTest {
    private static final long TOLERANCE_SECONDS = 300;

    @TempDir
    private Path folder;

    private StandIn standIn;

    @BeforeEach
    void open() {
        standIn = new StandIn(folder);
    }

    @AfterEach
    void close() {
        standIn.close();
    }

    private String endpoint() {
        return standIn.call("GET", "/v1/webhook_endpoints", "")
                .body()
                .path("data")
                .get(0)
                .path("id")
                .asString();
    }

    /** Which of the secrets fit the newest event. */
    private List<Boolean> signed(String... secrets) {
        assertEquals(200, standIn.call("POST", "/v1/customers", "name=Ada").status());
        standIn.flush();
        StandIn.Received got = standIn.received().getLast();
        Instant now = Instant.parse(
                standIn.control("GET", "/clock", null).body().path("now").asString());
        Clock clock = Clock.fixed(now, java.time.ZoneOffset.UTC);
        return List.of(secrets).stream()
                .map(secret -> {
                    try {
                        Webhook.constructEvent(got.body(), got.signature(), secret, TOLERANCE_SECONDS, clock);
                        return true;
                    } catch (SignatureVerificationException e) {
                        return false;
                    }
                })
                .toList();
    }

    @Test
    void forADayBothSecretsSignAndThenOnlyTheNewOne() {
        JsonNode rolled = standIn.control("POST", "/webhook_endpoints/" + endpoint() + "/roll_secret", Map.of())
                .body();
        String fresh = rolled.path("secret").asString();
        assertTrue(fresh.startsWith("whsec_"), rolled.toString());
        assertEquals(List.of(true, true), signed(StandIn.SECRET, fresh));
        assertEquals(2, standIn.received().getLast().signature().split(",v1=", -1).length - 1);
        standIn.restart();
        assertEquals(List.of(true, true), signed(StandIn.SECRET, fresh), "a restart rolls nothing back");
        standIn.advance(Duration.ofHours(25));
        assertEquals(List.of(false, true), signed(StandIn.SECRET, fresh));
    }

    @Test
    void anOldSecretMayEndAtOnceAndTyposAreRefused() {
        String roll = "/webhook_endpoints/" + endpoint() + "/roll_secret";
        assertEquals(400, standIn.control("POST", roll, Map.of("old_for", 0)).status());
        assertEquals(
                400, standIn.control("POST", roll, Map.of("old_for_s", 90_000)).status());
        assertEquals(
                404,
                standIn.control("POST", "/webhook_endpoints/we_nobody/roll_secret", Map.of())
                        .status());
        String fresh = standIn.control("POST", roll, Map.of("old_for_s", 0))
                .body()
                .path("secret")
                .asString();
        assertEquals(List.of(false, true), signed(StandIn.SECRET, fresh));
    }
}
