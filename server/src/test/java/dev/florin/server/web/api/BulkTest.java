package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many commands in one request. */
class BulkTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Said bulk(String commands) {
        Said said = API.postPlain("/v1/bulk", "{'commands':[" + commands + "]}");
        assertEquals(200, said.status(), said.raw().body());
        return said;
    }

    private static String command(String type, String account, String rest) {
        return "{'type':'" + type + "','account':'" + account + "','idempotency_key':'" + ApiFixture.newKey() + "',"
                + rest + "}";
    }

    @Test
    void commandsOfAnAccountRunInTheirOrderAndEachStandsAlone() {
        String ann = API.account("0");
        String ben = API.account("1.00");
        Said said = bulk(String.join(
                ",",
                command("charge", ann, "'amount':'1.00'"),
                command("grant", ann, "'amount':'2.00','kind':'promo','reason':'r'"),
                command("charge", ann, "'amount':'1.50'"),
                command("charge", ben, "'amount':'0.25'"),
                command("charge", ann, "'amount':'0.51'"),
                command("hold", ann, "'amount':'0.50'"),
                command("charge", "nobody", "'amount':'1.00'")));
        assertEquals(
                "402 201 201 201 402 201 404",
                said.body()
                        .get("results")
                        .valueStream()
                        .map(each -> each.get("status").asString())
                        .collect(Collectors.joining(" ")));
        assertEquals("insufficient_credits", said.text("/results/0/body/code"));
        assertEquals("-1.50", said.text("/results/2/body/amount"));
        assertEquals("open", said.text("/results/5/body/status"));
        assertEquals("0.50", API.get("/v1/accounts/" + ann + "/balance").text("/held"));
        assertEquals("0.75", API.get("/v1/accounts/" + ben + "/balance").text("/total"));
    }

    @Test
    void holdsAreSettledAndReleasedByTheThousand() {
        String account = API.account("100.00");
        Said placed = bulk(IntStream.range(0, 500)
                .mapToObj(n -> command("hold", account, "'amount':'0.10'"))
                .collect(Collectors.joining(",")));
        StringBuilder ends = new StringBuilder();
        for (int n = 0; n < 500; n++) {
            String hold = placed.text("/results/" + n + "/body/id");
            ends.append(n == 0 ? "" : ",")
                    .append(
                            n % 2 == 0
                                    ? "{'type':'settle','hold':'" + hold + "','amount':'0.04'}"
                                    : "{'type':'release','hold':'" + hold + "'}");
        }
        Said ended = bulk(ends.toString());
        assertEquals("charge", ended.text("/results/498/body/type"));
        assertEquals("released", ended.text("/results/499/body/status"));
        assertEquals("90.00", API.get("/v1/accounts/" + account + "/balance").text("/available"));
        Said again = bulk(ends.toString());
        assertEquals(ended.text("/results/498/body/id"), again.text("/results/498/body/id"));
        assertEquals("90.00", API.get("/v1/accounts/" + account + "/balance").text("/available"));
    }

    @Test
    void aKeyStandsForTheSameCommandWhicheverWayItComes() {
        String account = API.account("5.00");
        String key = ApiFixture.newKey();
        Said alone = API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'1.00'}");
        Said said = bulk("{'type':'charge','account':'" + account + "','idempotency_key':'" + key + "','amount':1}");
        assertEquals("201", said.text("/results/0/status"));
        assertEquals(alone.text("/id"), said.text("/results/0/body/id"));
        Said other = bulk("{'type':'charge','account':'" + account + "','idempotency_key':'" + key + "','amount':2}");
        assertEquals("idempotency_key_reused", other.text("/results/0/body/code"));
        assertEquals("4.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
    }

    @Test
    void theSameKeyTwiceInOneBulkIsOneEffect() {
        String account = API.account("5.00");
        String one = "{'type':'charge','account':'" + account + "','idempotency_key':'twice','amount':'1.00'}";
        Said said = bulk(one + "," + one);
        assertEquals(said.text("/results/0/body/id"), said.text("/results/1/body/id"));
        assertEquals("4.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'charge','idempotency_key':'k','amount':'1'} | 400 | account",
                "{'type':'charge','account':'a','idempotency_key':'k','amount':'1e3'} | 400 | amount",
                "{'type':'charge','account':'a','idempotency_key':'k','amount':'1','x':1} | 400 | x",
                "{'type':'top_up','account':'a','idempotency_key':'k','amount':'1'} | 400 | type",
                "{'type':'settle','account':'a','amount':'1'} | 400 | hold",
                "{'type':'settle','hold':'hold_nobodys','amount':'1'} | 404 |",
                "{'type':'charge','account':'a','amount':'1'} | 400 |",
                "{'type':'hold','account':'a','idempotency_key':'','amount':'1'} | 400 | idempotency_key"
            })
    void aCommandThatIsWrongFailsAlone(String command, int status, String field) {
        String account = API.account("1.00");
        String body = "{'commands':[" + command + "," + command("charge", account, "'amount':'0.10'") + "]}";
        Said said = API.send(ApiFixture.withBody(API.request("/v1/bulk"), "POST", body)); // not what the contract has
        assertEquals(
                Integer.toString(status),
                said.text("/results/0/status"),
                said.raw().body());
        if (field != null) {
            assertEquals(field, said.text("/results/0/body/errors/0/field").replaceAll(".*\\.", ""));
        }
        assertEquals("201", said.text("/results/1/status"));
    }

    @Test
    void noneAndMoreThanAThousandAreRefusedWhole() {
        assertEquals(400, API.postPlain("/v1/bulk", "{'commands':[]}").status());
        String account = API.account("9.00");
        String many = IntStream.range(0, 1_001)
                .mapToObj(n -> command("charge", account, "'amount':'0.001'"))
                .collect(Collectors.joining(","));
        Said said = API.postPlain("/v1/bulk", "{'commands':[" + many + "]}");
        assertEquals(400, said.status());
        assertTrue(said.text("/errors/0/message").contains("1000"), said.text("/errors/0/message"));
        assertEquals("commands", said.text("/errors/0/field"));
        assertEquals("9.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
    }
}
