package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.StandIn;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, and what they have to say about themselves. */
class CallersTest {
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

    private StandIn.Reply asked(String... headers) {
        return standIn.call("GET", "/v1/customers", "", headers);
    }

    @Test
    void aPlainCallerMayLeaveTheVersionOutAndALibraryMayNot() {
        assertEquals(200, asked().status());
        assertEquals(200, asked("Stripe-Version", ApiVersion.PINNED).status());
        assertEquals(400, asked("Stripe-Version", "2026-09-30.endive").status());
        StandIn.Reply lost = asked("User-Agent", "Stripe/v1 JavaBindings/33.3.0");
        assertEquals(400, lost.status());
        assertTrue(
                lost.body().path("error").path("message").asString().contains("Stripe-Version"),
                lost.body().toString());
        assertEquals(400, asked("X-Stripe-Client-User-Agent", "{}").status());
        assertEquals(
                200,
                asked("User-Agent", "Stripe/v1 JavaBindings/33.3.0", "Stripe-Version", ApiVersion.PINNED)
                        .status());
    }
}
