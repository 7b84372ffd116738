package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import dev.florin.sandbox.StandIn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Faults that were ordered strike what they should, and nothing else. */
class FaultsTest {
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

    private Customer customer(String key) throws StripeException {
        return stripe.v1()
                .customers()
                .create(
                        CustomerCreateParams.builder()
                                .setEmail("ada@example.test")
                                .build(),
                        RequestOptions.builder().setIdempotencyKey(key).build());
    }

    private JsonNode fault(Map<String, Object> order) {
        StandIn.Reply reply = standIn.control("POST", "/faults", order);
        assertEquals(201, reply.status(), reply.body().toString());
        return reply.body();
    }

    private void callFault(String action, String when, Map<String, Object> more) {
        Map<String, Object> order = new HashMap<>(Map.of("on", "call", "method", "POST", "path", "/v1/customers"));
        order.put("do", action);
        if (!when.isEmpty()) {
            order.put("when", when);
        }
        order.putAll(more);
        fault(order);
    }

    private void eventFault(String action, Map<String, Object> more) {
        Map<String, Object> order = new HashMap<>(Map.of("on", "event", "types", List.of("customer.created")));
        order.put("do", action);
        order.putAll(more);
        fault(order);
    }

    private int customers() {
        return standIn.call("GET", "/v1/customers", "").body().path("data").size();
    }

    @Test
    void aLostAnswerIsKeptUnderItsKeyAndARefusedCallDidNothing() throws StripeException {
        callFault("status", "before", Map.of("status", 503));
        assertThrows(ApiException.class, () -> customer("k1"));
        assertEquals(0, customers());
        callFault("status", "after", Map.of("status", 500, "headers", Map.of("Stripe-Should-Retry", "false")));
        assertThrows(ApiException.class, () -> customer("k1"));
        assertEquals(1, customers());
        assertTrue(customer("k1").getId().startsWith("cus_"));
        assertEquals(1, customers());
    }

    @Test
    void connectionsAreResetHeldAndSlow() throws StripeException {
        // The JDK's client asks a second time by itself when a connection breaks before the answer.
        callFault("reset", "after", Map.of("times", 2));
        assertThrows(ApiConnectionException.class, () -> customer("k1"));
        callFault("timeout", "before", Map.of("delay_ms", 50, "times", 2));
        assertThrows(ApiConnectionException.class, () -> customer("k2"));
        standIn.control("DELETE", "/faults", null);
        callFault("slow", "", Map.of("delay_ms", 20));
        customer("k3");
        assertEquals(2, customers());
        JsonNode calls =
                standIn.control("GET", "/calls?method=POST", null).body().path("data");
        assertTrue(calls.get(0).path("executed").asBoolean());
        assertTrue(calls.get(0).path("status").isNull());
        JsonNode held = call(calls, "k2");
        assertFalse(held.path("executed").asBoolean());
        assertEquals("timeout", held.path("fault").path("do").asString());
        assertEquals("slow", call(calls, "k3").path("fault").path("do").asString());
    }

    private static JsonNode call(JsonNode calls, String key) {
        return calls.valueStream()
                .filter(call -> call.path("idempotency_key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFaultSkipsAndStrikesAsOftenAsItWasTold() {
        callFault("status", "before", Map.of("status", 429, "skip", 1, "times", 2));
        List<Integer> statuses = IntStream.range(0, 4)
                .mapToObj(i -> standIn.call("POST", "/v1/customers", "").status())
                .toList();
        assertEquals(List.of(200, 429, 429, 200), statuses);
        JsonNode fault =
                standIn.control("GET", "/faults", null).body().path("data").get(0);
        assertEquals(2, fault.path("struck").asInt());
    }

    @Test
    void listsLagButTheObjectItselfIsThere() throws StripeException {
        Customer ada = customer("k1");
        fault(Map.of("on", "call", "path", "/v1/customers", "do", "lag", "delay_ms", 60_000));
        assertEquals(ada.getId(), stripe.v1().customers().retrieve(ada.getId()).getId());
        assertEquals(0, customers());
        assertEquals(1, customers());
    }

    @Test
    void eventsAreDroppedDoubledTwinnedAndNeverMade() throws StripeException {
        eventFault("drop", Map.of());
        eventFault("never", Map.of());
        eventFault("duplicate", Map.of("copies", 3));
        eventFault("twin", Map.of());
        for (int i = 0; i < 4; i++) {
            customer("k" + i);
        }
        standIn.flush();
        JsonNode events = standIn.control("GET", "/events", null).body().path("data");
        assertEquals("dropped", events.get(0).path("state").asString());
        assertEquals(4, events.size());
        assertEquals(3, events.get(1).path("attempts").size());
        assertEquals(
                events.get(2).path("event").path("data"),
                events.get(3).path("event").path("data"));
        assertEquals(5, standIn.received().size());
    }

    @Test
    void eventsComeEarlyWrongSignedStaleAndInAnotherVersion() throws StripeException {
        eventFault("early", Map.of());
        customer("k1");
        assertEquals(1, standIn.received().size());
        eventFault("wrong_signature", Map.of());
        eventFault("stale", Map.of());
        eventFault("api_version", Map.of("api_version", "2026-09-30.endive"));
        for (int i = 2; i < 5; i++) {
            customer("k" + i);
            standIn.flush();
        }
        List<StandIn.Received> got = standIn.received();
        Webhook.constructEvent(got.get(0).body(), got.get(0).signature(), StandIn.SECRET);
        assertThrows(
                SignatureVerificationException.class,
                () -> Webhook.constructEvent(got.get(1).body(), got.get(1).signature(), StandIn.SECRET));
        assertThrows(
                SignatureVerificationException.class,
                () -> Webhook.constructEvent(got.get(2).body(), got.get(2).signature(), StandIn.SECRET));
        Webhook.constructEvent(got.get(3).body(), got.get(3).signature(), StandIn.SECRET);
        assertEquals("2026-09-30.endive", got.get(3).json().path("api_version").asString());
    }

    @Test
    void eventsAreHeldMixedAndThinned() throws StripeException {
        eventFault("delay", Map.of("delay_ms", 150));
        eventFault("shuffle", Map.of("window_ms", 150, "seed", 7, "times", 12));
        eventFault("thin", Map.of());
        for (int i = 0; i < 14; i++) {
            customer("k" + i);
        }
        standIn.flush();
        List<String> made = standIn.control("GET", "/events", null)
                .body()
                .path("data")
                .valueStream()
                .map(found -> found.path("event").path("id").asString())
                .toList();
        List<String> came = standIn.received().stream()
                .map(got -> got.json().path("id").asString())
                .toList();
        assertEquals(14, came.stream().distinct().count());
        assertFalse(came.equals(made), "nothing was mixed");
        JsonNode thin = standIn.received().stream()
                .filter(got -> got.json().path("object").asString().equals("v2.core.event"))
                .findFirst()
                .orElseThrow()
                .json();
        assertEquals("v1.customer.created", thin.path("type").asString());
        assertEquals(made.getLast(), thin.path("id").asString());
    }

    @Test
    void aKeyThatIsInUseIsRefusedUntilItsAnswerIsOut() throws Exception {
        callFault("slow", "", Map.of("delay_ms", 1_500));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<StandIn.Reply> first =
                    threads.submit(() -> standIn.call("POST", "/v1/customers", "", "Idempotency-Key", "k"));
            while (customers() == 0) {
                Thread.onSpinWait();
            }
            StandIn.Reply second = standIn.call("POST", "/v1/customers", "", "Idempotency-Key", "k");
            assertEquals(409, second.status());
            assertEquals(
                    "idempotency_key_in_use",
                    second.body().path("error").path("code").asString());
            assertEquals(200, first.get().status());
        }
        assertEquals(
                200,
                standIn.call("POST", "/v1/customers", "", "Idempotency-Key", "k")
                        .status());
        assertEquals(1, customers());
    }

    @Test
    void aFaultOfOneCustomerLeavesTheOthersAlone() throws StripeException {
        String ada = customer("k1").getId();
        String bob = customer("k2").getId();
        fault(Map.of("on", "call", "do", "status", "status", 500, "path", "/v1/customers/*", "customer", ada));
        fault(Map.of("on", "event", "do", "drop", "types", List.of("customer.updated"), "customer", ada));
        assertEquals(
                200, standIn.call("POST", "/v1/customers/" + bob, "name=Bob").status());
        assertEquals(
                500, standIn.call("POST", "/v1/customers/" + ada, "name=Ada").status());
        assertEquals(
                200, standIn.call("POST", "/v1/customers/" + ada, "name=Ada").status());
        standIn.flush();
        assertEquals(
                List.of(bob),
                standIn.received().stream()
                        .filter(got -> got.type().equals("customer.updated"))
                        .map(got -> got.json()
                                .path("data")
                                .path("object")
                                .path("id")
                                .asString())
                        .toList());
    }

    @Test
    void everyEndpointGetsTheEventsItWantsSignedWithItsOwnSecret() throws StripeException {
        String second = standIn.call(
                        "POST",
                        "/v1/webhook_endpoints",
                        "url=" + standIn.receiverAddress() + "/second&enabled_events[]=customer.deleted")
                .body()
                .path("secret")
                .asString();
        String ada = customer("k1").getId();
        assertEquals(200, standIn.call("DELETE", "/v1/customers/" + ada, "").status());
        standIn.flush();
        List<StandIn.Received> deleted = standIn.received().stream()
                .filter(got -> got.type().equals("customer.deleted"))
                .toList();
        assertEquals(2, deleted.size());
        assertEquals(3, standIn.received().size());
        long mine = deleted.stream().filter(got -> signed(got, second)).count();
        long first = deleted.stream().filter(got -> signed(got, StandIn.SECRET)).count();
        assertEquals(List.of(1L, 1L), List.of(mine, first));
    }

    private static boolean signed(StandIn.Received got, String secret) {
        try {
            Webhook.constructEvent(got.body(), got.signature(), secret);
            return true;
        } catch (SignatureVerificationException e) {
            return false;
        }
    }

    @Test
    void whatAnEndpointRefusesComesAgainUntilItTakesIt() throws StripeException {
        standIn.receiverAnswers(n -> n < 3 ? List.of(302, 500).get(n - 1) : 200);
        customer("k1");
        standIn.flush();
        assertEquals(3, standIn.received().size());
        JsonNode event =
                standIn.control("GET", "/events", null).body().path("data").get(0);
        assertEquals("delivered", event.path("state").asString());
        assertEquals(302, event.path("attempts").get(0).path("status").asInt());
        String id = event.path("event").path("id").asString();
        JsonNode sent = standIn.control("POST", "/events/" + id + "/deliver", Map.of("copies", 2, "at_once", true))
                .body();
        assertEquals("[200,200]", sent.path("statuses").toString());
    }

    @Test
    void whatWasNotDeliveredBeforeARestartIsDeliveredAfterIt() throws StripeException {
        standIn.receiverAnswers(n -> 503);
        customer("k1");
        while (standIn.received().isEmpty()) {
            Thread.onSpinWait();
        }
        standIn.receiverAnswers(n -> 200);
        standIn.restart();
        standIn.flush();
        assertEquals(
                "delivered",
                standIn.control("GET", "/events", null)
                        .body()
                        .path("data")
                        .get(0)
                        .path("state")
                        .asString());
    }

    @Test
    void aTypoIsNoFault() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("on", "call", "do", "tiemout"),
                Map.of("on", "call", "do", "reset", "path", "/v1/custommers"),
                Map.of("on", "event", "do", "drop", "types", List.of("invoice.payed")),
                Map.of("on", "event", "do", "drop", "types", List.of("*"), "tmies", 2),
                Map.of("on", "call", "do", "status"))) {
            assertEquals(400, standIn.control("POST", "/faults", wrong).status(), wrong.toString());
        }
        assertEquals(
                404,
                standIn.control("POST", "/faults", Map.of("on", "call", "do", "reset", "customer", "cus_nobody"))
                        .status());
    }
}
