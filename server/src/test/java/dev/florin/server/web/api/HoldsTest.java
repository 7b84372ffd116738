package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldsTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    @BeforeAll
    static void price() {
        API.put("/v1/prices/large", CallsTest.LARGE);
    }

    private static Said hold(String account, String body) {
        Said hold = API.post("/v1/accounts/" + account + "/holds", body);
        assertEquals(201, hold.status(), hold.raw().body());
        return hold;
    }

    private static String path(Said hold) {
        return "/v1/holds/" + hold.text("/id");
    }

    private static String available(String account) {
        return API.get("/v1/accounts/" + account + "/balance").text("/available");
    }

    @Test
    void aHoldIsPlacedSettledAndExplained() {
        String account = API.account("10.00");
        Said hold = hold(account, "{'amount':'1.00','feature':'chat'}");
        assertEquals("open", hold.text("/status"));
        assertEquals("1.00", hold.text("/amount"));
        Said balance = API.get("/v1/accounts/" + account + "/balance");
        assertEquals("9.00", balance.text("/available"), balance.raw().body());
        assertEquals("1.00", balance.text("/held"));
        assertEquals("10.00", balance.text("/paid"));
        Said settled = API.postPlain(path(hold) + "/settle", "{'amount':0.25,'description':'An answer'}");
        assertEquals(200, settled.status(), settled.raw().body());
        assertEquals("charge", settled.text("/type"));
        assertEquals("-0.25", settled.text("/amount"));
        assertEquals("9.75", settled.text("/balance_after"));
        assertFalse(settled.replayed());
        Said again = API.postPlain(path(hold) + "/settle", "{ 'description':'An answer', 'amount':'0.250' }");
        assertEquals(200, again.status());
        assertTrue(again.replayed());
        assertEquals(settled.body(), again.body());
        assertEnded(API.postPlain(path(hold) + "/settle", "{'amount':'0.26'}"), "settled", settled.text("/id"));
        assertEquals("settled", API.get(path(hold)).text("/status"));
        assertEquals(
                hold.text("/id"), API.get("/v1/accounts/" + account + "/holds").text("/data/0/id"));
    }

    private static void assertEnded(Said said, String how, String transaction) {
        assertEquals(409, said.status(), said.raw().body());
        assertEquals("hold_already_ended", said.code());
        assertEquals(how, said.text("/ended"));
        assertEquals(transaction, said.text("/transaction"));
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
        assertEquals(
                "idempotency_key_reused",
                API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'1.00'}")
                        .code());
        assertEquals("1.00", API.get("/v1/accounts/" + account + "/balance").text("/held"));
    }

    @Test
    void aKeyIsItsAccountsAlone() {
        String key = ApiFixture.newKey();
        for (String account : List.of(API.account("1.00"), API.account("1.00"))) {
            Said said = API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'0.50'}");
            assertEquals(201, said.status());
            assertFalse(said.replayed());
        }
    }

    @Test
    void aHoldEndsOnceAndNothingEndsItAgain() {
        String account = API.account("5.00");
        Said hold = hold(account, "{'amount':'2.00'}");
        Said released = API.postPlain(path(hold) + "/release", "{'reason':'the caller went away'}");
        assertEquals(200, released.status(), released.raw().body());
        assertEquals("released", released.text("/status"));
        assertEquals("5.00", available(account));
        String row = API.get("/v1/accounts/" + account + "/transactions?type=not_charged")
                .text("/data/0/id");
        assertEnded(API.postPlain(path(hold) + "/settle", "{'amount':'1.00'}"), "released", row);
        assertEnded(API.postPlain(path(hold) + "/extend", "{'amount':'3.00'}"), "released", row);
        Said settled = hold(account, "{'amount':'1.00'}");
        String charge =
                API.postPlain(path(settled) + "/settle", "{'amount':'1.00'}").text("/id");
        assertEnded(API.postPlain(path(settled) + "/release", "{}"), "settled", charge);
        assertEquals("4.00", available(account));
    }

    @Test
    void aHoldThatRanOutIsNotSettled() {
        String account = API.account("5.00");
        Said hold = hold(account, "{'amount':'2.00','expires_in':30}");
        String begun =
                "{'model':'large','input_tokens':1000,'max_output_tokens':1000,'expires_in':30,'on_expiry':'capture'}";
        Said capturing = hold(account, begun);
        Said silent = hold(account, begun);
        API.postPlain(
                path(capturing) + "/extend", "{'progress':{'model':'large','input_tokens':1000,'output_tokens':100}}");
        API.postPlain("/v1/test/clock", "{'advance':'PT31S'}");
        assertEquals("4.9955", available(account), "only what was recorded as delivered is paid");
        assertEquals(
                "not_charged",
                API.get("/v1/accounts/" + account + "/transactions").text("/data/0/type"));
        assertEquals("expired", API.get(path(silent)).text("/status"));
        assertEquals("expired", API.get(path(hold)).text("/status"));
        String row = API.get(path(hold)).text("/transaction");
        assertEnded(API.postPlain(path(hold) + "/settle", "{'amount':'1.00'}"), "expired", row);
        String charge =
                API.get("/v1/accounts/" + account + "/transactions?type=charge").text("/data/0/id");
        assertEnded(API.postPlain(path(capturing) + "/settle", "{'amount':'1.00'}"), "expired", charge);
        assertEquals("4.9955", available(account));
    }

    @Test
    void aHoldThatIsPaidByNobodyIsRefusedWithWhatIsMissing() {
        String account = API.account("1.00");
        hold(account, "{'amount':'0.75'}");
        Said refused = API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.250000001'}");
        assertEquals(402, refused.status());
        assertEquals("insufficient_credits", refused.code());
        assertEquals("0.25", refused.text("/available"));
        assertEquals("0.250000001", refused.text("/required"));
        assertEquals("0.75", refused.text("/held"));
        assertEquals("0.00", refused.text("/owed"));
        assertTrue(refused.text("/detail").contains("calls have set aside"), refused.text("/detail"));
        assertTrue(refused.raw().headers().firstValue("Retry-After").isEmpty());
        hold(account, "{'amount':'0.25'}");
    }

    @Test
    void aFreeAccountIsToldThatItNeedsPro() {
        String account = API.postPlain("/v1/accounts", "{}").text("/id");
        API.post("/v1/accounts/" + account + "/grants", "{'amount':'5','kind':'promo','reason':'r'}");
        for (String path : List.of("/holds", "/charges")) {
            Said refused = API.post("/v1/accounts/" + account + path, "{'amount':'1.00'}");
            assertEquals(403, refused.status());
            assertEquals("subscription_required", refused.code());
        }
    }

    @Test
    void manyHoldsAtOnceNeverPassTheBalance() throws InterruptedException, ExecutionException {
        String account = API.account("1.50");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int caller = 0; caller < 200; caller++) {
                asked.add(callers.submit(() -> API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.05'}")
                        .status()));
            }
            int placed = 0;
            for (Future<Integer> each : asked) {
                int status = each.get();
                assertTrue(status == 201 || status == 402, () -> "status " + status);
                placed += status == 201 ? 1 : 0;
            }
            assertEquals(30, placed);
        }
        assertEquals("0.00", available(account));
    }

    @Test
    void oneKeyManyTimesAtOnceIsOneCharge() throws InterruptedException, ExecutionException {
        String account = API.account("10.00");
        String key = ApiFixture.newKey();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Said>> asked = new ArrayList<>();
            for (int caller = 0; caller < 100; caller++) {
                asked.add(callers.submit(
                        () -> API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'0.10'}")));
            }
            int first = 0;
            for (Future<Said> each : asked) {
                assertEquals(201, each.get().status());
                assertEquals(asked.getFirst().get().body(), each.get().body());
                first += each.get().replayed() ? 0 : 1;
            }
            assertEquals(1, first);
        }
        assertEquals("9.90", available(account));
    }

    @Test
    void aKeyIsKnownAgainAfterMoreThanAYear() {
        String account = API.account("10.00");
        String key = ApiFixture.newKey();
        Said first = API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'0.10'}");
        API.postPlain("/v1/test/clock", "{'advance':'P400D'}");
        Said again = API.post("/v1/accounts/" + account + "/charges", key, "{'amount':'0.10'}");
        assertTrue(again.replayed());
        assertEquals(first.body(), again.body());
    }

    @Test
    void aHoldLivesSevenDaysAtMostHoweverOftenItIsExtended() {
        String account = API.account("1.00");
        Said hold = hold(account, "{'amount':'0.50','expires_in':86400}");
        for (int day = 0; day < 6; day++) {
            API.postPlain("/v1/test/clock", "{'advance':'PT23H'}");
            assertEquals(
                    200,
                    API.postPlain(path(hold) + "/extend", "{'expires_in':86400}")
                            .status());
        }
        API.postPlain("/v1/test/clock", "{'advance':'PT23H'}");
        API.postPlain(path(hold) + "/extend", "{'expires_in':86400}");
        Duration life = Duration.between(
                Instant.parse(hold.text("/placed_at")),
                Instant.parse(API.get(path(hold)).text("/expires_at")));
        assertTrue(life.compareTo(Duration.ofDays(7)) <= 0, life::toString);
    }

    @Test
    void progressThatComesLateIsPassedOver() {
        String account = API.account("1.00");
        Said hold = hold(
                account,
                "{'model':'large','input_tokens':1000,'max_output_tokens':1000,'expires_in':30,'on_expiry':'capture'}");
        for (String output : List.of("100", "7")) {
            API.postPlain(
                    path(hold) + "/extend",
                    "{'progress':{'model':'large','input_tokens':1000,'output_tokens':" + output + "}}");
        }
        API.postPlain("/v1/test/clock", "{'advance':'PT31S'}");
        assertEquals("0.9955", available(account));
    }

    @Test
    void whatCannotBeMetAtLeastIsRefused() {
        String account = API.account("1.00");
        Said said = API.post(
                "/v1/accounts/" + account + "/holds",
                "{'model':'large','input_tokens':10,'max_output_tokens':10,'min_output_tokens':11}");
        assertEquals(400, said.status());
        assertEquals("min_output_tokens", said.text("/errors/0/field"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hold_0000000000000000000000000",
                "hold_x",
                "hold_",
                "nothing",
                "txn_00000000000000000000000000",
                "hold_%2e%2e",
                "hold_%00",
                "hold_%F0%9F%92%B8"
            })
    void anIdThatIsNobodysIsNotFound(String id) {
        for (String end : List.of("/settle", "/release", "/extend")) {
            String body = end.equals("/settle") ? "{'amount':'1'}" : end.equals("/extend") ? "{'expires_in':60}" : "{}";
            Said said = API.postPlain("/v1/holds/" + id + end, body);
            assertTrue(said.status() == 404 || said.status() == 400, said.raw()::body);
        }
        int status = API.get("/v1/holds/" + id).status();
        assertTrue(status == 404 || status == 400, () -> id + " " + status);
    }
}
