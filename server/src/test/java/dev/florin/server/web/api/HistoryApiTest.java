package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The rows of an account, page by page and filtered, credit given back, sums, exports and statements. */
class HistoryApiTest {
    private static final ApiFixture API = new ApiFixture();

    @BeforeAll
    static void price() {
        API.put("/v1/prices/large", CallsTest.LARGE);
        API.put("/v1/prices/small", CallsTest.LARGE);
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    private static String rows(String account) {
        return "/v1/accounts/" + account + "/transactions";
    }

    private static Said charge(String account, String body) {
        Said said = API.post("/v1/accounts/" + account + "/charges", body);
        assertEquals(201, said.status(), said.raw().body());
        return said;
    }

    private static List<String> ids(Said list) {
        List<String> ids = new ArrayList<>();
        for (JsonNode row : list.body().get("data")) {
            ids.add(row.get("id").asString());
        }
        return ids;
    }

    @Test
    void pagesGoThroughAllRowsForwardsAndBackwardsWhileNewOnesCome() {
        String account = API.account("10.00");
        for (int n = 0; n < 24; n++) {
            charge(account, "{'amount':'0.01'}");
        }
        List<String> all = ids(API.get(rows(account) + "?limit=100"));
        assertEquals(25, all.size());
        List<String> forwards = new ArrayList<>();
        Said page = API.get(rows(account) + "?limit=10");
        forwards.addAll(ids(page));
        while (page.body().get("has_more").asBoolean()) {
            charge(account, "{'amount':'0.01'}");
            page = API.get(rows(account) + "?limit=10&starting_after=" + page.text("/next_cursor"));
            forwards.addAll(ids(page));
        }
        assertEquals(all, forwards);
        List<String> backwards = new ArrayList<>();
        page = API.get(rows(account) + "?limit=10&ending_before=" + all.getLast());
        while (true) {
            List<String> shown = ids(page);
            backwards.addAll(shown.reversed());
            if (!page.body().get("has_more").asBoolean()) {
                break;
            }
            page = API.get(rows(account) + "?limit=10&ending_before=" + shown.getFirst());
        }
        Collections.reverse(backwards);
        assertEquals(all.subList(0, 24), backwards.subList(backwards.size() - 24, backwards.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "limit=1&limit=2", "page=2", "type=gift", "from=now"})
    void aWrongQueryIsRefusedByName(String query) {
        String account = API.account("1.00");
        Said said = API.get(rows(account) + "?" + query);
        assertEquals(400, said.status(), said.raw().body());
        assertEquals(
                query.substring(0, query.indexOf('=')),
                said.text("/errors/0/field"),
                said.raw().body());
    }

    @Test
    void cursorsOfOtherListsAreNotFound() {
        String mine = API.account("1.00");
        String other = API.account("1.00");
        String foreign = API.get(rows(other)).text("/data/0/id");
        assertEquals(404, API.get(rows(mine) + "?starting_after=" + foreign).status());
        String grant = API.get("/v1/accounts/" + mine + "/grants").text("/data/0/id");
        assertEquals(404, API.get(rows(mine) + "?ending_before=" + grant).status());
        assertEquals(404, API.get(rows(mine) + "?starting_after=nothing").status());
        String own = API.get(rows(mine)).text("/data/0/id");
        assertEquals(
                400,
                API.get(rows(mine) + "?starting_after=" + own + "&ending_before=" + own)
                        .status());
    }

    @Test
    void filtersMeetAndTheirTimesIncludeTheFirstOnly() throws IOException {
        String account = API.account("10.00");
        Said chat = charge(
                account,
                "{'usage':{'model':'large','input_tokens':10,'output_tokens':1},'feature':'chat','metadata':{'team':'a b'}}");
        Said code = charge(account, "{'usage':{'model':'small','input_tokens':10,'output_tokens':1},'feature':'code'}");
        assertEquals(List.of(chat.text("/id")), ids(API.get(rows(account) + "?model=large")));
        assertEquals(List.of(code.text("/id")), ids(API.get(rows(account) + "?feature=code&type=charge")));
        assertEquals(List.of(), ids(API.get(rows(account) + "?feature=code&model=large")));
        assertEquals(List.of(chat.text("/id")), ids(API.get(rows(account) + "?metadata%5Bteam%5D=a%20b")));
        assertEquals(List.of(), ids(API.get(rows(account) + "?type=top_up")));
        // Clients write brackets as they are; Java's own would not.
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), API.port())) {
            socket.getOutputStream()
                    .write(("GET " + rows(account)
                                    + "?metadata[team]=a%20b HTTP/1.1\r\nHost: florin\r\nConnection: close\r\n"
                                    + "Authorization: Bearer " + ApiFixture.OPERATOR + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains(chat.text("/id")) && answer.startsWith("HTTP/1.1 200"), answer);
        }
        String at = code.text("/created_at");
        assertEquals(
                code.text("/id"), ids(API.get(rows(account) + "?from=" + at)).getLast());
        assertFalse(ids(API.get(rows(account) + "?to=" + at)).contains(code.text("/id")));
    }

    @Test
    void creditIsGivenBackOnceAndNeverMoreThanWasTaken() {
        String account = API.account("10.00");
        Said charge = charge(account, "{'amount':'1.00'}");
        String path = "/v1/transactions/" + charge.text("/id") + "/reverse";
        String key = ApiFixture.newKey();
        Said part = API.post(path, key, "{'amount':'0.40','reason':'half of it was nonsense'}");
        assertEquals(201, part.status(), part.raw().body());
        assertEquals("reversal", part.text("/type"));
        assertEquals("0.40", part.text("/amount"));
        assertTrue(API.post(path, key, "{'amount':'0.40','reason':'half of it was nonsense'}")
                .replayed());
        Said more = API.post(path, "{'amount':'0.600000001','reason':'r'}");
        assertEquals(409, more.status());
        assertEquals("reversal_exceeds_charge", more.code());
        assertEquals("0.60", API.post(path, "{'reason':'the rest'}").text("/amount"));
        assertEquals(
                "reversal_exceeds_charge", API.post(path, "{'reason':'again'}").code());
        assertEquals("10.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
        assertEquals(
                "idempotency_key_required",
                API.postPlain(path, "{'reason':'r'}").code());
        String grant = API.get(rows(account) + "?type=grant").text("/data/0/id");
        assertTrue(API.post("/v1/transactions/" + grant + "/reverse", "{'reason':'r'}")
                        .status()
                >= 400);
    }

    @Test
    void sumsSayWhatTheRowsSay() {
        String account = API.account("10.00");
        charge(account, "{'usage':{'model':'large','input_tokens':1000,'output_tokens':10},'feature':'chat'}");
        charge(account, "{'usage':{'model':'large','input_tokens':2000,'output_tokens':20},'feature':'code'}");
        Said day = API.get("/v1/accounts/" + account + "/usage");
        assertEquals("3000", day.text("/data/0/input_tokens"), day.raw().body());
        assertEquals("2", day.text("/data/0/calls"));
        assertEquals("0.00945", day.text("/data/0/amount"));
        Said byFeature = API.get("/v1/accounts/" + account + "/usage?bucket=hour&group_by=feature");
        assertEquals("chat", byFeature.text("/data/0/feature"));
        assertEquals("code", byFeature.text("/data/1/feature"));
        for (String query : List.of("bucket=week", "group_by=colour", "from=x", "from=2001-01-01T00:00:00Z")) {
            assertEquals(
                    400, API.get("/v1/accounts/" + account + "/usage?" + query).status(), query);
        }
    }

    @Test
    void whatNobodyPaidIsInTheSumsHoweverMuchItIs() {
        String account = API.account("0.01");
        for (int event = 0; event < 3; event++) {
            API.send(API.request("/v1/events")
                    .header("Content-Type", "application/cloudevents+json")
                    .POST(HttpRequest.BodyPublishers.ofString("""
                            {"specversion":"1.0","type":"ai.usage","source":"/m","id":"%d","subject":"%s",
                             "data":{"amount":"9000000000"}}""".formatted(event, account))));
        }
        Said day = API.get("/v1/accounts/" + account + "/usage");
        assertEquals("3", day.text("/data/0/calls"), day.raw().body());
        assertEquals("0.01", day.text("/data/0/amount"));
        assertEquals("26999999999.99", day.text("/data/0/uncollected"));
        String month = API.clock.read().now().toString().substring(0, 7);
        Said statement = API.get("/v1/accounts/" + account + "/statements/" + month);
        assertEquals("26999999999.99", statement.text("/usage/0/uncollected"));
    }

    @Test
    void anExportIsATableWithoutFormulasOrEveryRowAsJson() {
        String account = API.account("10.00");
        charge(account, "{'amount':'1.00','description':'=HYPERLINK(1)'}");
        Said csv = API.get("/v1/accounts/" + account + "/export?format=csv");
        String[] lines = csv.raw().body().split("\r?\n", 0);
        assertEquals(3, lines.length, csv.raw().body());
        assertTrue(lines[0].startsWith("id,sequence,created_at,type,amount,balance_after"), lines[0]);
        assertFalse(
                csv.raw().body().matches("(?s).*(,|\"|^)=HYPER.*"), csv.raw().body());
        Said json = API.get("/v1/accounts/" + account + "/export?format=json");
        assertEquals(2, json.body().size());
        assertEquals(
                json.body().get(0).get("hash"), json.body().get(1).get("previous_hash"), "the chain is in the export");
        assertEquals(
                400, API.get("/v1/accounts/" + account + "/export?format=xml").status());
        assertEquals(400, API.get("/v1/accounts/" + account + "/export").status());
    }

    @Test
    void aStatementBeginsWithWhatWasThereAndEndsWithWhatIsLeft() {
        String account = API.account("10.00");
        charge(account, "{'usage':{'model':'large','input_tokens':1000,'output_tokens':10}}");
        String month = API.clock.read().now().toString().substring(0, 7);
        Said said = API.get("/v1/accounts/" + account + "/statements/" + month);
        assertEquals(200, said.status(), said.raw().body());
        assertEquals("0.00", said.text("/opening_balance"));
        assertEquals("9.99685", said.text("/closing_balance"));
        assertEquals("0.00", said.text("/tax"));
        assertEquals("false", said.text("/closed"));
        for (String wrong : List.of("2026-13", "2026", "x", "2026-1")) {
            assertEquals(
                    400,
                    API.get("/v1/accounts/" + account + "/statements/" + wrong).status(),
                    wrong);
        }
        assertEquals(
                404, API.get("/v1/accounts/" + account + "/statements/1999-01").status());
    }

    @Test
    void aStatementIsAPaperForWhoeverPrefersPdf() {
        String account = API.account("10.00");
        String path = "/v1/accounts/" + account + "/statements/"
                + API.clock.read().now().toString().substring(0, 7);
        for (String accept : List.of("application/pdf", "application/json;q=0.5, application/pdf")) {
            Said said = API.send(API.request(path).header("Accept", accept));
            assertEquals(200, said.status(), said.raw().body());
            assertEquals(
                    "application/pdf",
                    said.raw().headers().firstValue("Content-Type").orElse(""));
            assertTrue(said.raw().body().startsWith("%PDF-"), accept);
        }
        for (String accept : List.of("*/*", "application/pdf;q=0", "application/pdf;q=0.2, application/json", "x")) {
            assertEquals(
                    "statement",
                    API.send(API.request(path).header("Accept", accept)).text("/object"),
                    accept);
        }
    }

    @Test
    void aStatementCountsEachKindOfRowAndListsWhatIsNoUse() {
        String account = API.account("10.00");
        charge(account, "{'amount':'1.00'}");
        charge(account, "{'usage':{'model':'large','input_tokens':1000,'output_tokens':10}}");
        Said said = API.get("/v1/accounts/" + account + "/statements/"
                + API.clock.read().now().toString().substring(0, 7));
        assertEquals("grant", said.text("/totals/0/type"), said.raw().body());
        assertEquals("10.00", said.text("/totals/0/amount"));
        assertEquals("2", said.text("/totals/1/count"));
        assertEquals("-1.00315", said.text("/totals/1/amount"));
        assertEquals("large", said.text("/usage/0/model"));
        assertTrue(said.body().at("/usage/1/model").isNull(), "use without a model comes last");
    }
}
