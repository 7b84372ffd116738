package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void theSameIdWithTheSameBodyIsTheSameAccountAndWithAnotherRefused() {
        String body = "{'id':'same@host','name':'One','metadata':{'a':'1','b':'2'}}";
        Said first = API.postPlain("/v1/accounts", body);
        assertEquals(201, first.status());
        assertEquals("free", first.text("/plan"));
        Said again = API.postPlain("/v1/accounts", "{'metadata':{'b':'2','a':'1'},'name':'One','id':'same@host'}");
        assertEquals(200, again.status());
        assertEquals(first.body(), again.body());
        Said other = API.postPlain("/v1/accounts", "{'id':'same@host','name':'Two'}");
        assertEquals(409, other.status());
        assertEquals("account_exists", other.code());
    }

    @Test
    void anAccountWithoutAnIdGetsOneAndAKeyMakesItOnce() {
        assertTrue(API.postPlain("/v1/accounts", "{}").text("/id").startsWith("acct_"));
        Said first = API.post("/v1/accounts", "make-once", "{'name':'N'}");
        Said again = API.post("/v1/accounts", "make-once", "{'name':'N'}");
        assertEquals(201, again.status());
        assertTrue(again.replayed());
        assertEquals(first.body(), again.body());
        Said other = API.post("/v1/accounts", "make-once", "{'name':'M'}");
        assertEquals("idempotency_key_reused", other.code());
    }

    @Test
    void aChangeMergesMetadataAndNullClears() {
        String id = API.postPlain("/v1/accounts", "{'name':'N','email':'n@example.com','metadata':{'a':'1','b':'2'}}")
                .text("/id");
        Said changed =
                API.patch("/v1/accounts/" + id, "{'name':null,'metadata':{'a':'','c':'3'},'time_zone':'Asia/Tokyo'}");
        assertEquals(200, changed.status());
        assertTrue(changed.body().get("name").isNull());
        assertEquals("n@example.com", changed.text("/email"));
        assertEquals("{\"b\":\"2\",\"c\":\"3\"}", changed.body().get("metadata").toString());
        assertEquals("Asia/Tokyo", changed.text("/time_zone"));
        assertEquals(changed.body(), API.get("/v1/accounts/" + id).body());
        assertEquals(
                "{}",
                API.patch("/v1/accounts/" + id, "{'metadata':null}")
                        .body()
                        .get("metadata")
                        .toString());
    }

    @Test
    void accountsAreListedNewestFirstByPageAndFilter() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(API.postPlain("/v1/accounts", "{'id':'listed-" + i + "','email':'listed@example.com'}")
                    .text("/id"));
        }
        Said first = API.get("/v1/accounts?email=LISTED@example.com&limit=2");
        assertEquals(made.subList(0, 2), ids(first));
        assertTrue(first.body().get("has_more").asBoolean());
        Said second =
                API.get("/v1/accounts?email=listed@example.com&limit=2&starting_after=" + first.text("/next_cursor"));
        assertEquals(made.subList(2, 4), ids(second));
        Said before = API.get("/v1/accounts?email=listed@example.com&limit=2&ending_before=" + made.get(4));
        assertEquals(made.subList(2, 4), ids(before));
        assertTrue(before.body().get("has_more").asBoolean());
        Said last = API.get("/v1/accounts?q=isted-0");
        assertEquals(List.of("listed-0"), ids(last));
        assertFalse(last.body().get("has_more").asBoolean());
        API.put("/v1/accounts/listed-3/plan", "{'plan':'pro'}");
        assertEquals(List.of("listed-3"), ids(API.get("/v1/accounts?plan=pro&email=listed@example.com")));
        assertEquals(404, API.get("/v1/accounts?starting_after=nobody").status());
    }

    private static List<String> ids(Said list) {
        List<String> ids = new ArrayList<>();
        list.body().get("data").forEach(each -> ids.add(each.get("id").asString()));
        return ids;
    }

    @Test
    void theHostsWordOnThePlanHoldsUntilItEnds() {
        String id = API.postPlain("/v1/accounts", "{}").text("/id");
        Said pro = API.put("/v1/accounts/" + id + "/plan", "{'plan':'pro','until':'2999-01-01T00:00:00Z'}");
        assertEquals("pro", pro.text("/plan"));
        assertEquals("host", pro.text("/plan_source"));
        assertEquals("2999-01-01T00:00:00Z", pro.text("/plan_until"));
        Said ended = API.put("/v1/accounts/" + id + "/plan", "{'plan':'pro','until':'2020-01-01T00:00:00Z'}");
        assertEquals("free", ended.text("/plan"));
        assertTrue(ended.body().get("plan_source").isNull());
    }

    @Test
    void aFrozenAccountSpendsNothingButSettlesAndReads() {
        String id = API.account("5.00");
        String hold =
                API.post("/v1/accounts/" + id + "/holds", "{'amount':'1.00'}").text("/id");
        Said frozen = API.postPlain("/v1/accounts/" + id + "/freeze", "{'reason':'looks odd'}");
        assertEquals("true", frozen.text("/frozen"));
        Said refused = API.post("/v1/accounts/" + id + "/charges", "{'amount':'1.00'}");
        assertEquals(423, refused.status());
        assertEquals("account_frozen", refused.code());
        assertEquals(
                200,
                API.postPlain("/v1/holds/" + hold + "/settle", "{'amount':'0.50'}")
                        .status());
        assertEquals("4.50", API.get("/v1/accounts/" + id + "/balance").text("/available"));
        API.postPlain("/v1/accounts/" + id + "/unfreeze", "{'reason':'all well'}");
        assertEquals(
                201,
                API.post("/v1/accounts/" + id + "/charges", "{'amount':'1.00'}").status());
    }

    @Test
    void aLimitStopsWhatWouldPassItAndSaysWhenItEnds() {
        String id = API.account("50.00");
        Said limits = API.put("/v1/accounts/" + id + "/limits", "{'day':'1.00','month':20}");
        assertEquals("1.00", limits.text("/day"));
        assertTrue(limits.body().get("week").isNull());
        assertEquals(limits.body(), API.get("/v1/accounts/" + id + "/limits").body());
        assertEquals(
                201,
                API.post("/v1/accounts/" + id + "/charges", "{'amount':'0.75'}").status());
        Said refused = API.post("/v1/accounts/" + id + "/holds", "{'amount':'0.30'}");
        assertEquals(402, refused.status());
        assertEquals("limit_reached", refused.code());
        assertEquals("account", refused.text("/limit_source"));
        assertEquals("0.25", refused.text("/left"));
        assertEquals("0.30", refused.text("/required"));
        assertFalse(refused.text("/resets_at").isEmpty());
        assertTrue(refused.raw().headers().firstValue("Retry-After").isEmpty());
        API.put("/v1/accounts/" + id + "/limits", "{}");
        assertEquals(
                201,
                API.post("/v1/accounts/" + id + "/holds", "{'amount':'0.30'}").status());
    }

    @Test
    void deletingErasesThePersonAndKeepsTheBooks() {
        String id = API.account("2.00");
        Said grant = API.get("/v1/accounts/" + id + "/grants");
        String transaction = API.post("/v1/accounts/" + id + "/charges", "{'amount':'1.00','description':'secret'}")
                .text("/id");
        Said blocked = API.delete("/v1/accounts/" + id);
        assertEquals(409, blocked.status());
        assertEquals("[\"balance\"]", blocked.body().get("blockers").toString());
        assertEquals(200, API.delete("/v1/accounts/" + id + "?forfeit=true").status());
        assertEquals(404, API.get("/v1/accounts/" + id).status());
        assertEquals(404, API.get("/v1/accounts/" + id + "/balance").status());
        assertEquals(
                404,
                API.post("/v1/accounts/" + id + "/charges", "{'amount':'1.00'}").status());
        assertEquals(404, API.delete("/v1/accounts/" + id).status());
        Said kept = API.get("/v1/transactions/" + transaction);
        assertEquals("-1.00", kept.text("/amount"));
        assertTrue(kept.text("/account").startsWith("deleted:"));
        assertTrue(kept.body().get("description").isNull());
        assertFalse(kept.raw().body().contains(id));
        assertEquals(200, API.get("/v1/grants/" + grant.text("/data/0/id")).status());
        assertEquals(201, API.postPlain("/v1/accounts", "{'id':'" + id + "'}").status());
        assertEquals("0.00", API.get("/v1/accounts/" + id + "/balance").text("/total"));
        assertEquals(
                0,
                API.get("/v1/accounts/" + id + "/transactions")
                        .body()
                        .get("data")
                        .size());
    }

    @Test
    void anAccountWithAnOpenHoldIsNotDeleted() {
        String id = API.account("2.00");
        API.post("/v1/accounts/" + id + "/holds", "{'amount':'1.00'}");
        Said blocked = API.delete("/v1/accounts/" + id + "?forfeit=true");
        assertEquals("[\"hold\"]", blocked.body().get("blockers").toString());
    }
}
