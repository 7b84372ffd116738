package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restricted keys: what each scope opens, and how a key ends. */
class KeysTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Said create(String rest) {
        Said said = API.postPlain("/v1/api-keys", "{'name':'n'," + rest + "}");
        assertEquals(201, said.status(), said.raw().body());
        return said;
    }

    private static HttpRequest.Builder by(Said key, String path) {
        return API.request(path).setHeader("Authorization", "Bearer " + key.text("/secret"));
    }

    @Test
    void theSecretIsToldOnceAndNeverAgain() {
        Said key = create("'scopes':['read']");
        String secret = key.text("/secret");
        assertTrue(secret.startsWith("rk_"), secret);
        assertEquals(200, API.send(by(key, "/v1/accounts")).status());
        Said list = API.get("/v1/api-keys");
        assertFalse(list.raw().body().contains(secret));
        assertTrue(list.raw().body().contains(key.text("/id")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read | GET | /v1/accounts/{a}/balance |",
                "spend | POST | /v1/accounts/{a}/charges | {'amount':'0.01'}",
                "credit | POST | /v1/accounts/{a}/grants | {'amount':'1','kind':'promo','reason':'r'}",
                "accounts | PATCH | /v1/accounts/{a} | {'name':'x'}",
                "prices | PUT | /v1/prices/m | {'retired':true}",
                "keys | GET | /v1/api-keys |"
            })
    void aScopeOpensItsOwnAndNothingElse(String scope, String method, String path, @Nullable String body) {
        String account = API.account("1.00");
        String filled = path.replace("{a}", account);
        for (String other : new String[] {"read", "spend", "credit", "buy", "accounts", "prices", "keys", "settings"}) {
            Said key = create("'scopes':['" + other + "']");
            HttpRequest.Builder request = by(key, filled).header("Idempotency-Key", ApiFixture.newKey());
            Said said = API.send(body == null ? request.GET() : ApiFixture.withBody(request, method, body));
            assertEquals(
                    scope.equals(other),
                    said.status() != 403,
                    () -> other + " " + method + " " + path + " " + said.raw().body());
            if (!scope.equals(other)) {
                assertEquals("scope_missing", said.code());
            }
        }
    }

    @Test
    void aRevokedOrExpiredKeyIsNoKey() {
        Said key = create("'scopes':['read']");
        assertEquals(200, API.delete("/v1/api-keys/" + key.text("/id")).status());
        Said expiring = create(
                "'scopes':['read'],'expires_at':'" + API.clock.read().now().plus(Duration.ofHours(1)) + "'");
        assertEquals(200, API.send(by(expiring, "/v1/accounts")).status());
        API.postPlain("/v1/test/clock", "{'advance':'PT2H'}");
        // A key that was looked up a moment ago may work for a second more.
        for (Said gone : new Said[] {key, expiring}) {
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            int status = 200;
            while (status == 200 && System.nanoTime() < deadline) {
                status = API.send(by(gone, "/v1/accounts")).status();
            }
            assertEquals(401, status);
        }
    }

    @Test
    void aKeyGivesAwayNoMoreThanItHas() {
        Said key = create("'scopes':['keys','read']");
        Said asked = API.send(
                ApiFixture.withBody(by(key, "/v1/api-keys"), "POST", "{'name':'more','scopes':['read','credit']}"));
        assertEquals(403, asked.status());
        assertEquals("scope_missing", asked.code());
        assertEquals(
                201,
                API.send(ApiFixture.withBody(by(key, "/v1/api-keys"), "POST", "{'name':'less','scopes':['read']}"))
                        .status());
    }

    @Test
    void whatIsNoKeyIsRefusedByField() {
        assertField("scopes", "{'name':'n','scopes':[]}");
        assertField("scopes", "{'name':'n','scopes':['root']}");
        assertField("name", "{'scopes':['read']}");
        assertField("expires_at", "{'name':'n','scopes':['read'],'expires_at':'2020-01-01T00:00:00Z'}");
    }

    private static void assertField(String field, String body) {
        Said said = API.send(ApiFixture.withBody(API.request("/v1/api-keys"), "POST", body));
        assertEquals(400, said.status(), said.raw().body());
        assertTrue(said.text("/errors/0/field").startsWith(field), said.raw().body());
    }
}
