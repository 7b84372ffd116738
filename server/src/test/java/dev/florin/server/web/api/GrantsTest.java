package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GrantsTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void aGrantIsReadListedAndVoidedTwice() {
        String account = API.account("0");
        Said given = API.post(
                "/v1/accounts/" + account + "/grants",
                "{'amount':'5.00','kind':'promo','reason':'Welcome','expires_at':'2999-01-01T00:00:00Z','metadata':{'a':'b'}}");
        assertEquals(201, given.status());
        assertEquals("5.00", given.text("/remaining"));
        assertEquals("api", given.text("/source"));
        String path = "/v1/grants/" + given.text("/id");
        assertEquals(given.body(), API.get(path).body());
        Said row = API.get("/v1/accounts/" + account + "/transactions");
        assertEquals("Welcome", row.text("/data/0/reason"));
        assertEquals("b", row.text("/data/0/metadata/a"));
        API.post("/v1/accounts/" + account + "/charges", "{'amount':'2.00'}");
        Said voided = API.postPlain(path + "/void", "{'reason':'by mistake'}");
        assertEquals(200, voided.status());
        assertEquals("voided", voided.text("/status"));
        assertEquals("0.00", voided.text("/remaining"));
        assertEquals(
                voided.body(),
                API.postPlain(path + "/void", "{'reason':'by mistake'}").body());
        assertEquals("0.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
    }

    @Test
    void aBalanceOfAnotherSystemIsTakenOverWithItsDateAndSource() {
        String account = API.account("0");
        Said given = API.post(
                "/v1/accounts/" + account + "/grants",
                "{'amount':'5.00','kind':'paid','paid':'4.00','reason':'moved','created_at':'2020-01-01T00:00:00Z',"
                        + "'source':'old system'}");
        assertEquals("4.00", given.text("/paid"));
        assertEquals("2020-01-01T00:00:00Z", given.text("/created_at"));
        assertEquals("old system", given.text("/source"));
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        String grants = "/v1/accounts/" + API.account("0") + "/grants";
        refused(grants, "{'amount':'1','kind':'paid','reason':'r','expires_at':'2999-01-01T00:00:00Z'}", "expires_at");
        refused(grants, "{'amount':'1','kind':'bonus','reason':'r','expires_at':'2999-01-01T00:00:00Z'}", "expires_at");
        refused(grants, "{'amount':'1','kind':'promo','reason':'r','expires_at':'2020-01-01T00:00:00Z'}", "expires_at");
        refused(grants, "{'amount':'1','kind':'promo','reason':'r','paid':'1'}", "paid");
        refused(grants, "{'amount':'1','kind':'promo','reason':' '}", "reason");
        refused(grants, "{'amount':'1','kind':'promo'}", "reason");
        refused(grants, "{'amount':'1','kind':'promo','reason':'r','created_at':'2999-01-01T00:00:00Z'}", "created_at");
        refused(grants, "{'amount':'1','kind':'gift','reason':'r'}", "kind");
    }

    private static void refused(String path, String body, String field) {
        Said said = API.post(path, body);
        assertEquals(400, said.status(), body);
        assertEquals("invalid_request", said.code());
        assertEquals(field, said.text("/errors/0/field"));
    }

    @Test
    void aTotalBeyondTheLargestAmountIsRefused() {
        String account = API.account("9000000000");
        Said said = API.post("/v1/accounts/" + account + "/grants", "{'amount':'0.01','kind':'paid','reason':'r'}");
        assertEquals(400, said.status());
        assertEquals("amount_out_of_range", said.code());
        assertEquals(
                "9000000000.00", API.get("/v1/accounts/" + account + "/balance").text("/total"));
    }

    @Test
    void thePastBalanceIsReadFromTheRows() {
        String account = API.account("3.00");
        String then = API.get("/v1/accounts/" + account + "/balance").text("/as_of");
        API.post("/v1/accounts/" + account + "/charges", "{'amount':'1.00'}");
        Said past = API.get("/v1/accounts/" + account + "/balance?at=" + then);
        assertEquals("3.00", past.text("/total"));
        assertEquals(then, past.text("/as_of"));
        assertEquals(
                "2.00",
                API.get("/v1/accounts/" + account + "/balance?at=2999-01-01T00:00:00Z")
                        .text("/total"));
    }

    @Test
    void grantsOfOneAccountAreNoCursorOfAnother() {
        String mine = API.account("1.00");
        String other = API.account("1.00");
        String id = API.get("/v1/accounts/" + other + "/grants").text("/data/0/id");
        Said said = API.get("/v1/accounts/" + mine + "/grants?starting_after=" + id);
        assertEquals(404, said.status());
        String row = API.get("/v1/accounts/" + mine + "/transactions").text("/data/0/id");
        assertTrue(row.startsWith("txn_"));
        assertEquals(
                404,
                API.get("/v1/accounts/" + mine + "/grants?starting_after=" + row)
                        .status());
    }
}
