package dev.florin.sandbox.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.net.RequestOptions;
import com.stripe.net.StripeResponse;
import com.stripe.param.CustomerCreateParams;
import dev.florin.sandbox.StandIn;
import dev.florin.sandbox.stripe.objects.ApiVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What all addresses of Stripe's API share: lists, cursors, expansion, metadata, headers, errors and keys. */
class ConventionsTest {
    @TempDir
    private Path folder;

    private StandIn standIn;

    @BeforeEach
    void open() {
        standIn = new StandIn(folder);
    }

    @AfterEach
    void close() {
        standIn.everythingHasStripesShape();
        standIn.close();
    }

    private JsonNode good(String method, String path, String form) {
        StandIn.Reply reply = standIn.call(method, path, form);
        assertEquals(200, reply.status(), reply.body().toString());
        return reply.body();
    }

    private JsonNode refused(int status, String method, String path, String form) {
        StandIn.Reply reply = standIn.call(method, path, form);
        assertEquals(status, reply.status(), reply.body().toString());
        return reply.body().path("error");
    }

    private String customer(String name) {
        return good("POST", "/v1/customers", "name=" + name).path("id").asString();
    }

    private static List<String> names(JsonNode list) {
        return list.path("data")
                .valueStream()
                .map(found -> found.path("name").asString())
                .toList();
    }

    @Test
    void listsAreNewestFirstAndPagedBothWays() {
        List<String> ids =
                List.of("a", "b", "c", "d", "e").stream().map(this::customer).toList();
        JsonNode first = good("GET", "/v1/customers?limit=2", "");
        assertEquals(List.of("e", "d"), names(first));
        assertTrue(first.path("has_more").asBoolean());
        JsonNode next = good("GET", "/v1/customers?limit=2&starting_after=" + ids.get(3), "");
        assertEquals(List.of("c", "b"), names(next));
        JsonNode last = good("GET", "/v1/customers?limit=2&starting_after=" + ids.get(1), "");
        assertEquals(List.of("a"), names(last));
        assertFalse(last.path("has_more").asBoolean());
        assertEquals(List.of("c", "b"), names(good("GET", "/v1/customers?limit=2&ending_before=" + ids.get(0), "")));
        assertEquals(
                "limit",
                refused(400, "GET", "/v1/customers?limit=101", "").path("param").asString());
        assertEquals(
                "resource_missing",
                refused(400, "GET", "/v1/customers?starting_after=cus_nobody", "")
                        .path("code")
                        .asString());
    }

    @Test
    void listsAreFilteredByTheTimeOfTheClock() {
        customer("early");
        standIn.advance(Duration.ofDays(2));
        long second = good("GET", "/v1/customers/" + customer("late"), "")
                .path("created")
                .asLong();
        assertEquals(List.of("late"), names(good("GET", "/v1/customers?created[gte]=" + second, "")));
        assertEquals(List.of("early"), names(good("GET", "/v1/customers?created[lt]=" + second, "")));
        assertEquals(List.of("late"), names(good("GET", "/v1/customers?created=" + second, "")));
    }

    @Test
    void whatIsReferredToIsExpandedUpToFourDeep() {
        String ada = customer("ada");
        JsonNode paid = good(
                "POST",
                "/v1/payment_intents",
                "amount=500&currency=usd&confirm=true&payment_method=pm_card_visa&customer=" + ada
                        + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
                        + "&expand[]=customer&expand[1]=latest_charge.balance_transaction");
        assertEquals("ada", paid.path("customer").path("name").asString());
        assertEquals(
                45,
                paid.path("latest_charge")
                        .path("balance_transaction")
                        .path("fee")
                        .asLong());
        JsonNode listed = good("GET", "/v1/payment_intents?expand[]=data.latest_charge.customer", "");
        assertEquals(
                "ada",
                listed.path("data")
                        .get(0)
                        .path("latest_charge")
                        .path("customer")
                        .path("name")
                        .asString());
        refused(400, "GET", "/v1/payment_intents?expand[]=data.latest_charge.customer.a.b", "");
        refused(400, "GET", "/v1/payment_intents?expand[]=data.nonsense", "");
    }

    @Test
    void metadataIsMergedAndAnEmptyTextDeletesAKey() {
        String ada = customer("ada");
        good("POST", "/v1/customers/" + ada, "metadata[a]=1&metadata[b]=2");
        JsonNode merged = good("POST", "/v1/customers/" + ada, "metadata[b]=&metadata[c]=3");
        assertEquals("{\"a\":\"1\",\"c\":\"3\"}", merged.path("metadata").toString());
        assertEquals(
                "{}",
                good("POST", "/v1/customers/" + ada, "metadata=")
                        .path("metadata")
                        .toString());
    }

    @Test
    void errorsSayWhatIsWrongAndWhere() {
        JsonNode gone = refused(404, "GET", "/v1/customers/cus_nobody", "");
        assertEquals("invalid_request_error", gone.path("type").asString());
        assertEquals("resource_missing", gone.path("code").asString());
        assertTrue(gone.path("doc_url").asString().endsWith("resource-missing"), gone.toString());
        assertTrue(gone.path("request_log_url").asString().contains("req_"), gone.toString());
        assertEquals(
                "resource_missing",
                refused(400, "POST", "/v1/payment_intents", "amount=500&currency=usd&customer=cus_nobody")
                        .path("code")
                        .asString());
        String intent = good("POST", "/v1/payment_intents", "amount=500&currency=usd")
                .path("id")
                .asString();
        good("POST", "/v1/payment_intents/" + intent + "/cancel", "");
        for (String again : List.of("cancel", "confirm")) {
            JsonNode error = refused(400, "POST", "/v1/payment_intents/" + intent + "/" + again, "");
            assertEquals("payment_intent_unexpected_state", error.path("code").asString(), error.toString());
        }
    }

    @Test
    void anAnswerNamesItsRequestItsVersionAndItsKey() throws StripeException {
        CustomerCreateParams params =
                CustomerCreateParams.builder().setName("Ada").build();
        RequestOptions key = RequestOptions.builder().setIdempotencyKey("k1").build();
        Customer made = standIn.client().v1().customers().create(params, key);
        Customer again = standIn.client().v1().customers().create(params, key);
        assertEquals(made.getId(), again.getId());
        StripeResponse first = made.getLastResponse();
        assertEquals("k1", first.idempotencyKey());
        assertTrue(first.requestId().startsWith("req_"), first.requestId());
        assertEquals(
                ApiVersion.PINNED, first.headers().firstValue("Stripe-Version").orElse(""));
        assertEquals(
                "true",
                again.getLastResponse()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .orElse(""));
    }

    @Test
    void aKeyIsForgottenAfterADayAndNeverHoldsAWrongParameter() {
        refused(400, "POST", "/v1/customers", "emial=x");
        String[] key = {"Idempotency-Key", "k2"};
        assertEquals(400, standIn.call("POST", "/v1/customers", "emial=x", key).status());
        String made = standIn.call("POST", "/v1/customers", "name=x", key)
                .body()
                .path("id")
                .asString();
        assertTrue(made.startsWith("cus_"), made);
        assertEquals(400, standIn.call("POST", "/v1/customers", "name=y", key).status());
        standIn.advance(Duration.ofHours(25));
        assertNotEquals(
                made,
                standIn.call("POST", "/v1/customers", "name=y", key)
                        .body()
                        .path("id")
                        .asString());
    }

    @Test
    void onlyTestKeysAreTaken() {
        String live = "sk_" + "live_1";
        StandIn.Reply reply = standIn.call("GET", "/v1/customers", "", "Authorization", "Bearer " + live);
        assertEquals(401, reply.status());
        assertEquals(
                401,
                standIn.call("GET", "/v1/customers", "", "Authorization", "").status());
        // As curl -u sk_test_1: sends it.
        assertEquals(
                200,
                standIn.call("GET", "/v1/customers", "", "Authorization", "Basic c2tfdGVzdF8xOg==")
                        .status());
        JsonNode error = reply.body().path("error");
        assertFalse(error.toString().contains(live), "a key is not repeated");
    }
}
