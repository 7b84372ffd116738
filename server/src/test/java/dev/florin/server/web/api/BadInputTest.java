package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What must never get in: each is refused by name, and nothing has changed afterwards. */
class BadInputTest {
    private static final ApiFixture API = new ApiFixture();
    private static String account = "";
    private static String hold = "";

    @BeforeAll
    static void open() {
        API.put("/v1/prices/large", CallsTest.LARGE);
        account = API.account("5.00");
        hold = API.post(
                        "/v1/accounts/" + account + "/holds",
                        "{'model':'large','input_tokens':1000,'max_output_tokens':1000}")
                .text("/id");
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    /** Where an amount can be said, and the rest of the body around it. */
    private static final Map<String, String> AMOUNTS = Map.of(
            "/v1/accounts/{a}/grants", "{'kind':'promo','reason':'r','amount':%s}",
            "/v1/accounts/{a}/holds", "{'amount':%s}",
            "/v1/accounts/{a}/charges", "{'amount':%s}",
            "/v1/holds/{h}/settle", "{'amount':%s}",
            "/v1/holds/{h}/extend", "{'amount':%s}");

    private static final List<String> NO_AMOUNTS = List.of(
            "1e3",
            "'1e3'",
            "'1E-3'",
            "0",
            "'0.00'",
            "-1",
            "'-0.01'",
            "0.0000000001",
            "'1.0000000001'",
            "'NaN'",
            "'Infinity'",
            "9223372036.854775808",
            "9223372036854775808",
            "'9000000000.01'",
            "'1,00'",
            "' 1'",
            "''",
            "true",
            "[]",
            "{}",
            "'0x10'",
            "'+1'",
            "'١'",
            "null");

    @TestFactory
    Stream<DynamicTest> whatIsNoAmountIsRefusedWhereverOneIsSaid() {
        return AMOUNTS.entrySet().stream()
                .flatMap(route -> NO_AMOUNTS.stream()
                        // A call may turn out to have cost nothing.
                        .filter(amount -> !route.getKey().endsWith("/settle") || !amount.matches("'?0[.0]*'?"))
                        .map(amount -> DynamicTest.dynamicTest(
                                route.getKey() + " " + amount,
                                () -> refused(route.getKey(), route.getValue().formatted(amount), "amount"))));
    }

    @TestFactory
    Stream<DynamicTest> countsThatCannotBeAreRefused() {
        return Stream.of(
                        "'input_tokens':-1,'output_tokens':1|input_tokens",
                        "'input_tokens':1,'output_tokens':-1|output_tokens",
                        "'input_tokens':1.5,'output_tokens':1|input_tokens",
                        "'input_tokens':'1','output_tokens':1|input_tokens",
                        "'input_tokens':1e400,'output_tokens':1|input_tokens",
                        "'input_tokens':9223372036854775808,'output_tokens':1|input_tokens",
                        "'input_tokens':10000000001,'output_tokens':1|input_tokens",
                        "'output_tokens':1|input_tokens",
                        "'input_tokens':10,'cached_input_tokens':11,'output_tokens':1|input_tokens",
                        "'input_tokens':10,'output_tokens':1,'reasoning_tokens':2|output_tokens",
                        "'input_tokens':10,'cached_input_tokens':6,'cache_write_tokens':5,'output_tokens':1|input_tokens",
                        "'input_tokens':10,'output_tokens':1,'thinking_tokens':1|thinking_tokens")
                .map(line -> line.split("\\|", -1))
                .map(line -> DynamicTest.dynamicTest(
                        line[0],
                        () -> refused(
                                "/v1/accounts/{a}/charges",
                                "{'usage':{'model':'large'," + line[0] + "}}",
                                "usage." + line[1])));
    }

    private static void refused(String route, String body, String field) {
        String path = route.replace("{a}", account).replace("{h}", hold);
        String before = balance();
        Said said = API.send(
                ApiFixture.withBody(API.request(path).header("Idempotency-Key", ApiFixture.newKey()), "POST", body));
        assertEquals(400, said.status(), said.raw().body());
        String code = said.code();
        assertTrue(
                code.equals("invalid_request") || code.equals("unknown_field") || code.equals("amount_out_of_range"),
                said.raw().body());
        assertTrue(said.text("/errors/0/field").startsWith(field), said.raw().body());
        assertEquals(before, balance());
    }

    private static String balance() {
        Said said = API.get("/v1/accounts/" + account + "/balance");
        return said.text("/total") + " " + said.text("/held");
    }

    @Test
    void aMegabyteOfMetadataIsRefusedBeforeItIsRead() {
        String body = "{'amount':'0.01','metadata':{'a':'" + "x".repeat(2_000_000) + "'}}";
        Said said = API.post("/v1/accounts/" + account + "/charges", body);
        assertEquals(413, said.status());
        assertEquals("body_too_large", said.code());
        Said many = API.post(
                "/v1/accounts/" + account + "/charges",
                "{'amount':'0.01','metadata':{"
                        + String.join(
                                ",",
                                Stream.iterate(0, n -> n + 1)
                                        .limit(51)
                                        .map(n -> "'k" + n + "':'v'")
                                        .toList())
                        + "}}");
        assertEquals(400, many.status());
        assertEquals("metadata", many.text("/errors/0/field"));
        assertEquals("5.00", balance().split(" ", -1)[0]);
    }

    @TestFactory
    Stream<DynamicTest> anAccountsIdIsOfItsLettersOnly() {
        return Stream.of("", "a b", "a/b", "../x", "a\\u0000b", "a\\nb", "x".repeat(65), "é", "a?b", "%2e%2e")
                .map(id -> DynamicTest.dynamicTest("id " + id, () -> {
                    Said said =
                            API.send(ApiFixture.withBody(API.request("/v1/accounts"), "POST", "{'id':'" + id + "'}"));
                    assertEquals(400, said.status(), said.raw().body());
                    assertEquals("id", said.text("/errors/0/field"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> pathTricksReachNothing() {
        return Stream.of(
                        "/v1/accounts/%2e%2e/balance",
                        "/v1/accounts/..%2f..%2fmetrics/balance",
                        "/v1/accounts/a%00b/balance",
                        "/v1/accounts/a%0d%0ab/balance",
                        "/v1/accounts/%C0%AE/balance",
                        "/v1/accounts//balance",
                        "/v1/accounts/" + "x".repeat(300) + "/balance")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    int status = API.send(API.request(path)).status();
                    assertTrue(status == 400 || status == 404, path + " " + status);
                }));
    }

    @Test
    void aMissingKeyIsToldBeforeAnythingElseOfTheAccount() {
        for (String path : List.of("/grants", "/holds", "/charges")) {
            String body = path.equals("/grants") ? "{'amount':'1','kind':'promo','reason':'r'}" : "{'amount':'1'}";
            Said said = API.postPlain("/v1/accounts/nobody" + path, body);
            assertEquals(400, said.status());
            assertEquals("idempotency_key_required", said.code());
        }
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String body :
                List.of("", "{", "[]", "null", "{\"amount\":NaN}", "{\"amount\":1,}", "{\"a\":1}{\"b\":2}")) {
            Said said = API.send(API.request("/v1/accounts/" + account + "/charges")
                    .header("Idempotency-Key", ApiFixture.newKey())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertEquals(400, said.status(), body);
        }
    }
}
