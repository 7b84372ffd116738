package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void aHoldIsPlacedSettledAndExplained() {
        String account = API.account("10.00");
        Said hold = API.post("/v1/accounts/" + account + "/holds", "{'amount':'1.00','feature':'chat'}");
        assertEquals(201, hold.status(), hold.raw().body());
        assertEquals("open", hold.text("/status"));
        assertEquals("1.00", hold.text("/amount"));
        Said balance = API.get("/v1/accounts/" + account + "/balance");
        assertEquals("9.00", balance.text("/available"), balance.raw().body());
        assertEquals("1.00", balance.text("/held"));
        assertEquals("10.00", balance.text("/paid"));
        String path = "/v1/holds/" + hold.text("/id");
        Said settled = API.postPlain(path + "/settle", "{'amount':0.25,'description':'An answer'}");
        assertEquals(200, settled.status(), settled.raw().body());
        assertEquals("charge", settled.text("/type"));
        assertEquals("-0.25", settled.text("/amount"));
        assertEquals("9.75", settled.text("/balance_after"));
        assertFalse(settled.replayed());
        Said again = API.postPlain(path + "/settle", "{ 'description':'An answer', 'amount':'0.250' }");
        assertEquals(200, again.status());
        assertTrue(again.replayed());
        assertEquals(settled.body(), again.body());
        Said other = API.postPlain(path + "/settle", "{'amount':'0.26'}");
        assertEquals(409, other.status());
        assertEquals("hold_already_ended", other.code());
        assertEquals("settled", other.text("/ended"));
        assertEquals(settled.text("/id"), other.text("/transaction"));
        assertEquals("settled", API.get(path).text("/status"));
        assertEquals(
                hold.text("/id"), API.get("/v1/accounts/" + account + "/holds").text("/data/0/id"));
    }

    @Test
    void theSameKeyPlacesOneHold() {
        String account = API.account("10.00");
        String key = ApiFixture.newKey();
        Said first = API.post("/v1/accounts/" + account + "/holds", key, "{'amount':'1.00'}");
        Said again = API.post("/v1/accounts/" + account + "/holds", key, "{'amount':1}");
        assertEquals(201, again.status());
        assertEquals(first.body(), again.body());
        assertTrue(again.replayed());
        Said other = API.post("/v1/accounts/" + account + "/holds", key, "{'amount':'2.00'}");
        assertEquals("idempotency_key_reused", other.code());
        assertEquals("1.00", API.get("/v1/accounts/" + account + "/balance").text("/held"));
    }
}
