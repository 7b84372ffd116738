package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at, in which order, and what is answered, through a real server. */
class RequestChecksTest {
    private static final WebFixture WEB = new WebFixture();

    @AfterAll
    static void stop() {
        WEB.close();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
        assertTrue(answer.body().contains("\"type\":\"/docs/errors#" + code + "\""), answer.body());
        assertTrue(answer.body().contains("\"status\":" + status), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("content-type").orElse(""));
        String id = answer.headers().firstValue("x-request-id").orElse("");
        assertTrue(answer.body().contains("\"request_id\":\"" + id + "\""), answer.body());
    }

    @Test
    void aRightRequestIsAnswered() {
        HttpResponse<String> answer = WEB.charge("{\"amount\":\"5.00\",\"description\":\"é \\\"x\\\"\"}");
        assertEquals(201, answer.statusCode());
        assertEquals("{\"amount\":\"5.00\",\"description\":\"é \\\"x\\\"\"}", answer.body());
        assertEquals(
                "application/json", answer.headers().firstValue("content-type").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("cache-control").orElse(""));
        assertEquals(
                "nosniff", answer.headers().firstValue("x-content-type-options").orElse(""));
        assertTrue(answer.headers()
                .firstValue("content-security-policy")
                .orElse("")
                .contains("frame-ancestors 'none'"));
        assertTrue(answer.headers().firstValue("x-request-id").orElse("").startsWith("req_"));
    }

    @Test
    void aClientsRequestIdIsTakenOverUnlessItIsUnfit() {
        var fit = WEB.send(HttpRequest.newBuilder(WEB.uri("/open")).header("X-Request-Id", "trace-7.a_B"));
        assertEquals("trace-7.a_B", fit.headers().firstValue("x-request-id").orElse(""));
        var unfit = WEB.send(HttpRequest.newBuilder(WEB.uri("/open")).header("X-Request-Id", "a b<c>"));
        assertTrue(unfit.headers().firstValue("x-request-id").orElse("").startsWith("req_"));
        var tooLong = WEB.send(HttpRequest.newBuilder(WEB.uri("/open")).header("X-Request-Id", "a".repeat(129)));
        assertTrue(tooLong.headers().firstValue("x-request-id").orElse("").startsWith("req_"));
    }

    @Test
    void anUnknownPathIsNotFoundAndAWrongMethodSaysWhichAreRight() {
        assertProblem(WEB.get("/v1/nothing", WebFixture.OPERATOR), 404, "not_found");
        assertProblem(WEB.get("/v1/accounts/ada/", WebFixture.OPERATOR), 404, "not_found");
        var answer = WEB.get("/v1/accounts/ada/charges", WebFixture.OPERATOR);
        assertProblem(answer, 405, "method_not_allowed");
        assertEquals("POST", answer.headers().firstValue("allow").orElse(""));
    }

    @Test
    void whatAnswersGetAnswersHeadWithoutABody() {
        HttpResponse<String> answer =
                WEB.send(HttpRequest.newBuilder(WEB.uri("/open")).HEAD());
        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
        assertEquals(
                Integer.toString(WEB.get("/open", WebFixture.OPERATOR).body().length()),
                answer.headers().firstValue("content-length").orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/accounts/.., 404",
        "/v1/accounts/%2e%2e, 404",
        "/v1//accounts/ada, 404",
        "/v1/accounts/ada%00, 400",
        "/v1/accounts/ada%0a, 400",
        "/v1/accounts/%ff, 400",
        "/v1/%61ccounts/ada, 404",
        "/v1/accounts/%20, 200",
        "/v1/accounts/open%2Fai%3Ab, 200",
    })
    void aPathIsDecodedOnceAndItsTricksAreRefused(String path, int status) {
        assertEquals(status, WEB.get(path, WebFixture.OPERATOR).statusCode());
    }

    @Test
    void aMissingOrWrongKeyIsRefusedWithoutBeingRepeated() {
        assertProblem(WEB.send(HttpRequest.newBuilder(WEB.uri("/v1/accounts/ada"))), 401, "invalid_key");
        var wrong = WEB.get("/v1/accounts/ada", "sk_live_almost_right");
        assertProblem(wrong, 401, "invalid_key");
        assertFalse(wrong.body().contains("almost"), wrong.body());
        assertEquals("Bearer", wrong.headers().firstValue("www-authenticate").orElse(""));
    }

    @Test
    void aKeyWithoutTheScopeIsRefusedAfterItsFieldsWereJudged() {
        var bad = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.READER, "{\"amount\":-1}"));
        assertProblem(bad, 400, "invalid_request");
        var keyless = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.READER, "{\"amount\":1}"));
        assertProblem(keyless, 400, "idempotency_key_required");
        var scopeless = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.READER, "{\"amount\":1}")
                .header("Idempotency-Key", "k"));
        assertProblem(scopeless, 403, "scope_missing");
        assertTrue(scopeless.body().contains("`spend`"), scopeless.body());
    }

    @Test
    void anAccountsKeySeesItsOwnAccountAndNoOther() {
        assertEquals(200, WEB.get("/v1/accounts/ada", WebFixture.ADA).statusCode());
        assertProblem(WEB.get("/v1/accounts/bob", WebFixture.ADA), 404, "not_found");
        var spend = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.ADA, "{\"amount\":1}")
                .header("Idempotency-Key", "k"));
        assertProblem(spend, 403, "scope_missing");
    }

    @Test
    void allMistakesOfABodyAreToldAtOnce() {
        var answer = WEB.charge("{\"amount\":\"NaN\",\"description\":7,\"colour\":\"red\"}");
        assertProblem(answer, 400, "invalid_request");
        assertTrue(
                answer.body().contains("{\"field\":\"amount\",\"message\":\"must be a decimal such as \\\"5.00\\\"\"}"),
                answer.body());
        assertTrue(
                answer.body().contains("{\"field\":\"description\",\"message\":\"must be a string, not a number\"}"),
                answer.body());
        assertTrue(answer.body().contains("{\"field\":\"colour\",\"message\":\"is not known here\"}"), answer.body());
    }

    @Test
    void anUnknownMemberAloneHasItsOwnCode() {
        assertProblem(WEB.charge("{\"amount\":1,\"colour\":\"red\"}"), 400, "unknown_field");
        assertProblem(WEB.get("/v1/accounts/ada?colour=red", WebFixture.OPERATOR), 400, "unknown_field");
        assertProblem(WEB.get("/v1/accounts/ada?a=%00", WebFixture.OPERATOR), 400, "invalid_request");
    }

    @Test
    void anIdempotencyKeyIsPrintableShortAndOne() {
        var twice = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.OPERATOR, "{\"amount\":1}")
                .header("Idempotency-Key", "a")
                .header("Idempotency-Key", "b"));
        assertProblem(twice, 400, "invalid_request");
        var tooLong = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.OPERATOR, "{\"amount\":1}")
                .header("Idempotency-Key", "a".repeat(256)));
        assertProblem(tooLong, 400, "invalid_request");
        var longest = WEB.send(WEB.post("/v1/accounts/ada/charges", WebFixture.OPERATOR, "{\"amount\":1}")
                .header("Idempotency-Key", "a".repeat(255)));
        assertEquals(201, longest.statusCode());
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json-patch+json"})
    void anotherMediaTypeIsRefused(String type) {
        var answer = WEB.send(HttpRequest.newBuilder(WEB.uri("/v1/notes"))
                .header("Authorization", "Bearer " + WebFixture.OPERATOR)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertProblem(answer, 415, "unsupported_media_type");
    }

    @Test
    void aCompressedBodyIsRefused() {
        assertProblem(
                WEB.send(WEB.post("/v1/notes", WebFixture.OPERATOR, "{}").header("Content-Encoding", "gzip")),
                415,
                "unsupported_media_type");
    }

    @Test
    void aCharsetBesideTheMediaTypeDoesNoHarmAndNoBodyNeedsNone() {
        var request =
                HttpRequest.newBuilder(WEB.uri("/v1/notes")).header("Authorization", "Bearer " + WebFixture.OPERATOR);
        var charset = request.copy()
                .header("Content-Type", "Application/JSON; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertEquals(200, WEB.send(charset).statusCode());
        assertEquals(
                200,
                WEB.send(request.copy().POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode());
    }

    @Test
    void aFailureOfOursIsFiveHundredAndTellsNothing() {
        var answer = WEB.get("/v1/broken", WebFixture.OPERATOR);
        assertProblem(answer, 500, "internal");
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @Test
    void requestsAreCountedByRouteAndNeverById() {
        WEB.get("/v1/accounts/somebody", WebFixture.OPERATOR);
        WEB.get("/v1/nowhere/somebody", WebFixture.OPERATOR);
        String scraped = WEB.registry.scrape();
        assertTrue(scraped.contains("route=\"/v1/accounts/{id}\""), scraped);
        assertTrue(scraped.contains("route=\"none\",status=\"404\""), scraped);
        assertFalse(scraped.contains("somebody"), scraped);
    }
}
