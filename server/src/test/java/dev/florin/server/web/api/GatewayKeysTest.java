package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.Digest;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.web.api.ApiFixture.Said;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateway keys: what one opens, what it may spend, and how it ends. */
class GatewayKeysTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Said create(String account, String rest) {
        Said said = API.postPlain("/v1/accounts/" + account + "/keys", "{'name':'n'" + rest + "}");
        assertEquals(201, said.status(), said.raw().body());
        return said;
    }

    private static String path(String account, Said key) {
        return "/v1/accounts/" + account + "/keys/" + key.text("/id");
    }

    private static HttpRequest.Builder by(Said key, String path) {
        return API.request(path).setHeader("Authorization", "Bearer " + key.text("/secret"));
    }

    /** As the gateway will place it. */
    private static Outcome<Hold> hold(Said key, String amount) {
        return hold(key, new Command.HoldSize.Named(Amount.dollars(amount)));
    }

    private static Outcome<Hold> hold(Said key, Command.HoldSize size) {
        ObjectIds.Reference found = ObjectIds.of(API.database)
                .read(ObjectIds.Kind.GATEWAY_KEY, key.text("/id"))
                .orElseThrow();
        Digest digest = Digest.shortSha256(ApiFixture.newKey().getBytes(StandardCharsets.UTF_8));
        return API.ledger
                .submit(new Command.PlaceHold(
                        found.account(),
                        new Request(digest, digest, "key:" + key.text("/id"), "test"),
                        size,
                        null,
                        null,
                        Hold.DEFAULT_EXPIRY,
                        OnExpiry.RELEASE,
                        "chat",
                        new Command.Asker(found.number(), null, null),
                        new TreeMap<>(),
                        null))
                .join();
    }

    private static String holdId(Said key, String amount) {
        Outcome<Hold> outcome = hold(key, amount);
        assertTrue(outcome instanceof Outcome.Done<Hold>, outcome.toString());
        ObjectIds ids = ObjectIds.of(API.database);
        var account = ids.read(ObjectIds.Kind.GATEWAY_KEY, key.text("/id")).orElseThrow();
        return ids.write(
                ObjectIds.Kind.HOLD,
                account.account(),
                ((Outcome.Done<Hold>) outcome).value().number());
    }

    @Test
    void theSecretIsToldOnceAndNeverAgain() {
        String account = API.account("1.00");
        Said key = API.post("/v1/accounts/" + account + "/keys", "once-" + account, "{'name':'n'}");
        String secret = key.text("/secret");
        assertTrue(secret.matches("fk_[A-Za-z0-9_-]{43}"), secret);
        assertFalse(API.get("/v1/accounts/" + account + "/keys").raw().body().contains(secret));
        assertFalse(API.get(path(account, key)).raw().body().contains(secret));
        Said again = API.post("/v1/accounts/" + account + "/keys", "once-" + account, "{'name':'n'}");
        assertEquals(201, again.status());
        assertTrue(again.replayed());
        assertEquals(key.text("/id"), again.text("/id"));
        assertEquals("", again.text("/secret"));
        assertEquals(
                422,
                API.post("/v1/accounts/" + account + "/keys", "once-" + account, "{'name':'m'}")
                        .status());
    }

    @Test
    void whatWasSaidOfAKeyIsReadAgain() {
        String account = API.account("1.00");
        Said key = create(account, ",'limits':{'day':'5.00','total':20},'models':['b','a'],'features':['chat']");
        Said read = API.get(path(account, key));
        assertEquals("5.00", read.text("/limits/day"));
        assertEquals("20.00", read.text("/limits/total"));
        assertTrue(read.body().at("/limits/week").isNull());
        assertEquals("0.00", read.text("/used/total"));
        assertEquals("[\"a\",\"b\"]", read.body().at("/models").toString());
        assertEquals("[\"chat\"]", read.body().at("/features").toString());
        assertTrue(read.body().at("/last_used_at").isNull());
        Said changed = API.patch(path(account, key), "{'models':null,'limits':{'month':'7'},'name':'other'}");
        assertTrue(changed.body().at("/models").isNull());
        assertTrue(changed.body().at("/limits/day").isNull());
        assertEquals("7.00", changed.text("/limits/month"));
        assertEquals("[\"chat\"]", changed.body().at("/features").toString());
        assertEquals("other", changed.text("/name"));
    }

    @Test
    void aKeyOfSomeModelsMayAskThemForSeveralAnswersAtOnce() {
        Said key = create(API.account("3.00"), ",'models':['mine']");
        Amount amount = Amount.dollars("0.10");
        // Several answers are held by a named amount.
        assertInstanceOf(Outcome.Done.class, hold(key, new Command.HoldSize.Named(new Model("mine"), amount)));
        Outcome.Refused<?> other = assertInstanceOf(
                Outcome.Refused.class, hold(key, new Command.HoldSize.Named(new Model("other"), amount)));
        assertEquals(new Refusal.KeyNotAllowed("model", "other"), other.refusal());
        Outcome.Refused<?> none =
                assertInstanceOf(Outcome.Refused.class, hold(key, new Command.HoldSize.Named(amount)));
        assertEquals(new Refusal.KeyNotAllowed("model", null), none.refusal());
    }

    @Test
    void aKeyReadsItsOwnAccountAndNothingOfAnother() {
        String own = API.account("3.00");
        String other = API.account("4.00");
        Said key = create(own, "");
        for (String path : new String[] {"/balance", "/holds", "/transactions", "/usage"}) {
            assertEquals(200, API.send(by(key, "/v1/accounts/" + own + path)).status(), path);
            Said hidden = API.send(by(key, "/v1/accounts/" + other + path));
            assertEquals(404, hidden.status(), path);
            Said none = API.send(by(key, "/v1/accounts/nobody-there" + path));
            assertEquals(none.text("/detail"), hidden.text("/detail"));
        }
        assertEquals(200, API.send(by(key, "/v1/prices")).status());
        String foreign = holdId(create(other, ""), "1.00");
        assertEquals(404, API.send(by(key, "/v1/holds/" + foreign)).status());
        String grown = holdId(key, "1.00");
        assertEquals(key.text("/id"), API.send(by(key, "/v1/holds/" + grown)).text("/key"));
        Said read = API.get(path(own, key));
        assertFalse(read.text("/last_used_at").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/accounts/{a}/charges | {'amount':'0.01'}",
                "POST | /v1/accounts/{a}/holds | {'amount':'0.01'}",
                "POST | /v1/accounts/{a}/grants | {'amount':'1','kind':'promo','reason':'r'}",
                "POST | /v1/accounts/{a}/keys | {'name':'n'}",
                "PUT | /v1/accounts/{a}/limits | {}",
                "PUT | /v1/accounts/{a}/plan | {'plan':'pro'}",
                "PATCH | /v1/accounts/{a} | {'name':'x'}",
                "PUT | /v1/prices/m | {'retired':true}",
                "POST | /v1/api-keys | {'name':'n','scopes':['read']}"
            })
    void aKeyMovesNothingByItself(String method, String path, String body) {
        String account = API.account("1.00");
        Said key = create(account, "");
        HttpRequest.Builder request =
                by(key, path.replace("{a}", account)).header("Idempotency-Key", ApiFixture.newKey());
        Said said = API.send(ApiFixture.withBody(request, method, body));
        assertEquals(403, said.status(), said.raw().body());
        assertEquals("scope_missing", said.code());
    }

    @Test
    void theRowsOfAKeyAreFoundAndAddedUpByIt() {
        String account = API.account("10.00");
        Said key = create(account, ",'limits':{'total':'5.00'}");
        API.postPlain("/v1/holds/" + holdId(key, "2.00") + "/settle", "{'amount':'1.50'}");
        API.post("/v1/accounts/" + account + "/charges", "{'amount':'0.25'}");
        String rows = "/v1/accounts/" + account + "/transactions?key=";
        Said found = API.get(rows + key.text("/id"));
        assertEquals(1, found.body().at("/data").size());
        assertEquals("-1.50", found.text("/data/0/amount"));
        assertEquals(key.text("/id"), found.text("/data/0/key"));
        assertEquals(0, API.get(rows + "key_unknown").body().at("/data").size());
        String foreign = create(API.account("1.00"), "").text("/id");
        assertEquals(0, API.get(rows + foreign).body().at("/data").size());
        Said usage = API.get("/v1/accounts/" + account + "/usage?group_by=key");
        assertTrue(usage.raw().body().contains(key.text("/id")), usage.raw().body());
        assertEquals("1.50", API.get(path(account, key)).text("/used/total"));
    }

    @Test
    void aQuoteByAKeyKnowsItsLimitAndItsModels() {
        API.put(
                "/v1/prices/quoted",
                "{'provider':'p','per_million':{'input':'1000','output':'1000'},'context_tokens':100000,"
                        + "'max_output_tokens':1000,'confirm':true}");
        String account = API.account("10.00");
        String body = "{'model':'quoted','input_tokens':100,'max_output_tokens':900}";
        Said poor = create(account, ",'limits':{'day':'0.50'}");
        Said quote = API.send(ApiFixture.withBody(by(poor, "/v1/quotes"), "POST", body));
        assertEquals(200, quote.status(), quote.raw().body());
        assertFalse(quote.body().at("/affordable").asBoolean());
        assertEquals(400, quote.body().at("/affordable_output_tokens").asInt());
        Said narrow = create(account, ",'models':['other']");
        Said refused = API.send(ApiFixture.withBody(by(narrow, "/v1/quotes"), "POST", body));
        assertEquals(403, refused.status());
        assertEquals("model_not_allowed", refused.code());
    }

    @Test
    void aRevokedKeyAdmitsNothingAtOnceAndReadsNothingSoon() {
        String account = API.account("10.00");
        Said key = create(account, "");
        String running = holdId(key, "1.00");
        assertEquals(
                200, API.send(by(key, "/v1/accounts/" + account + "/balance")).status());
        Said revoked = API.delete(path(account, key));
        assertEquals(200, revoked.status());
        assertFalse(revoked.text("/revoked_at").isEmpty());
        assertTrue(hold(key, "1.00") instanceof Outcome.Refused<Hold>);
        assertEquals(revoked.text("/revoked_at"), API.delete(path(account, key)).text("/revoked_at"));
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        int status = 200;
        while (status != 401 && System.nanoTime() < deadline) { // 429 where this machine asks faster than a key may
            status = API.send(by(key, "/v1/accounts/" + account + "/balance")).status();
        }
        assertEquals(401, status);
        assertEquals(
                200,
                API.postPlain("/v1/holds/" + running + "/settle", "{'amount':'0.40'}")
                        .status());
    }

    @Test
    void aKeyIsFoundOnlyUnderItsAccount() {
        String account = API.account("1.00");
        String other = API.account("1.00");
        Said key = create(account, "");
        assertEquals(404, API.get(path(other, key)).status());
        assertEquals(404, API.patch(path(other, key), "{'name':'x'}").status());
        assertEquals(404, API.delete(path(other, key)).status());
        assertEquals(
                404, API.get("/v1/accounts/" + account + "/keys/key_nothing").status());
        create(account, "");
        Said first = API.get("/v1/accounts/" + account + "/keys?limit=1");
        assertTrue(first.body().at("/has_more").asBoolean());
        Said next = API.get("/v1/accounts/" + account + "/keys?limit=1&starting_after=" + first.text("/next_cursor"));
        assertEquals(key.text("/id"), next.text("/data/0/id"));
    }

    @Test
    void aRestrictedKeyThatMaySpendNothingMakesNoKeyThatMay() {
        String account = API.account("1.00");
        Said narrow = API.postPlain("/v1/api-keys", "{'name':'n','scopes':['keys']}");
        Said said =
                API.send(ApiFixture.withBody(by(narrow, "/v1/accounts/" + account + "/keys"), "POST", "{'name':'n'}"));
        assertEquals(403, said.status());
        Said wide = API.postPlain("/v1/api-keys", "{'name':'n','scopes':['keys','spend']}");
        assertEquals(
                201,
                API.send(ApiFixture.withBody(by(wide, "/v1/accounts/" + account + "/keys"), "POST", "{'name':'n'}"))
                        .status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | {}",
                "name | {'name':' '}",
                "name | {'name':'a\\r\\nb'}",
                "limits.day | {'name':'n','limits':{'day':'-1'}}",
                "limits.day | {'name':'n','limits':{'day':'1.001'}}",
                "models | {'name':'n','models':[]}",
                "features | {'name':'n','features':['a b']}",
                "expires_at | {'name':'n','expires_at':'2020-01-01T00:00:00Z'}"
            })
    void whatIsNoKeyIsRefusedByField(String field, String body) {
        String account = API.account("0");
        Said said = API.send(ApiFixture.withBody(API.request("/v1/accounts/" + account + "/keys"), "POST", body));
        assertEquals(400, said.status(), said.raw().body());
        assertTrue(said.text("/errors/0/field").startsWith(field), said.raw().body());
    }
}
