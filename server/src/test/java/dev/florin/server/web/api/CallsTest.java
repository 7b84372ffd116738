package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls that are priced: quotes, holds for a call, usage, receipts. */
class CallsTest {
    private static final ApiFixture API = new ApiFixture();

    /** $3 and $15 a million, cached $0.30; above 200,000 input tokens twice the input and half as much again for output. */
    static final String LARGE =
            "{'provider':'sandbox','per_million':{'input':'3.00','cached_input':'0.30','cache_write':'3.75',"
                    + "'output':'15.00'},'tiers':[{'above_input_tokens':200000,'per_million':{'input':'6.00','output':'22.50'}}],"
                    + "'context_tokens':1000000,'max_output_tokens':64000}";

    @BeforeAll
    static void price() {
        assertEquals(201, API.put("/v1/prices/large", LARGE).status());
        API.put(
                "/v1/prices/embed%2Fer",
                "{'provider':'sandbox','per_million':{'input':'0.10'},'context_tokens':8000,'max_output_tokens':0}");
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void mostIsExactlyWhatAHoldSetsAside() {
        String account = API.account("10.00");
        Said quote = API.postPlain(
                "/v1/quotes",
                "{'account':'" + account
                        + "','model':'large','input_tokens':1200,'max_output_tokens':2000,'feature':'chat'}");
        assertEquals(200, quote.status(), quote.raw().body());
        assertEquals("0.00036", quote.text("/low"));
        // 25 % of the maximum, where no call says better.
        assertEquals("0.0111", quote.text("/expected"));
        // Input may all be written to a cache.
        assertEquals("0.0345", quote.text("/most"));
        assertEquals("true", quote.text("/affordable"));
        assertEquals("2000", quote.text("/affordable_output_tokens"));
        assertEquals("10.00", quote.text("/available"));
        Said hold = API.post(
                "/v1/accounts/" + account + "/holds", "{'model':'large','input_tokens':1200,'max_output_tokens':2000}");
        assertEquals(quote.text("/most"), hold.text("/amount"));
        assertEquals("2000", hold.text("/max_output_tokens"));
        assertEquals("1", hold.text("/price_version"));
    }

    @Test
    void theReceiptAddsUpExactly() {
        String account = API.account("10.00");
        Said charge = API.post(
                "/v1/accounts/" + account + "/charges",
                "{'usage':{'model':'large','input_tokens':1000,'cached_input_tokens':400,'output_tokens':7,"
                        + "'reasoning_tokens':2},'feature':'chat','metadata':{'order':'17'}}");
        assertEquals(201, charge.status(), charge.raw().body());
        assertEquals("0.002025", charge.text("/cost"));
        assertEquals("-0.002025", charge.text("/amount"));
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : charge.body().get("lines")) {
            sum = sum.add(new BigDecimal(line.get("amount").asString()));
        }
        assertEquals(0, new BigDecimal("0.002025").compareTo(sum));
        assertEquals(4, charge.body().get("lines").size());
        assertEquals("0.00012", charge.text("/lines/1/amount"));
        assertEquals("cached_input", charge.text("/lines/1/class"));
        assertEquals("400", charge.text("/usage/cached_input_tokens"));
        assertEquals(
                charge.body(), API.get("/v1/transactions/" + charge.text("/id")).body());
        assertEquals(
                charge.body(),
                API.get("/v1/accounts/" + account
                                + "/transactions?metadata%5Border%5D=17&type=charge&model=large&feature=chat")
                        .body()
                        .at("/data/0"));
        assertEquals(
                0,
                API.get("/v1/accounts/" + account + "/transactions?metadata[order]=18")
                        .body()
                        .at("/data")
                        .size());
    }

    @Test
    void aPriceOfARequestIsPaidWhetherTheUsageCountsItOrNot() {
        API.put(
                "/v1/prices/fee",
                "{'provider':'sandbox','per_million':{'input':'1.00'},'per_unit':{'request':'0.01'},"
                        + "'context_tokens':1000,'max_output_tokens':0}");
        String account = API.account("10.00");
        Said hold = API.post(
                "/v1/accounts/" + account + "/holds", "{'model':'fee','input_tokens':100,'max_output_tokens':0}");
        assertEquals("0.0101", hold.text("/amount"));
        Said settled = API.postPlain(
                "/v1/holds/" + hold.text("/id") + "/settle",
                "{'usage':{'model':'fee','input_tokens':100,'output_tokens':0}}");
        assertEquals("0.0101", settled.text("/cost"));
        assertEquals("request", settled.text("/lines/1/class"));
        Said three = API.post(
                "/v1/accounts/" + account + "/charges",
                "{'usage':{'model':'fee','input_tokens':100,'output_tokens':0,'units':{'request':3}}}");
        assertEquals("0.0301", three.text("/cost"));
    }

    @Test
    void whatIsNoConversationIsNotQuoted() {
        for (String body :
                new String[] {"'messages':'x'", "'messages':[5]", "'input':5", "'input':null,'messages':{}"}) {
            Said said = API.postPlain("/v1/quotes", "{'model':'large'," + body + "}");
            assertEquals(400, said.status(), body);
        }
    }

    @Test
    void theTierIsThatOfTheWholeInput() {
        String account = API.account("10.00");
        Said at = charge(account, "'input_tokens':200000,'output_tokens':0");
        Said above = charge(account, "'input_tokens':200001,'output_tokens':0");
        assertEquals("0.60", at.text("/cost"));
        assertEquals("1.200006", above.text("/cost"));
    }

    private static Said charge(String account, String tokens) {
        return API.post("/v1/accounts/" + account + "/charges", "{'usage':{'model':'large'," + tokens + "}}");
    }

    @Test
    void aBalanceThatPaysLessLowersTheOutputAndSaysSo() {
        String account = API.account("0.02");
        String body = "'model':'large','input_tokens':1000,'max_output_tokens':2000";
        assertEquals(
                "insufficient_credits",
                API.post("/v1/accounts/" + account + "/holds", "{" + body + "}").code());
        Said quote = API.postPlain("/v1/quotes", "{'account':'" + account + "'," + body + "}");
        assertEquals("false", quote.text("/affordable"));
        Said hold = API.post("/v1/accounts/" + account + "/holds", "{" + body + ",'min_output_tokens':256}");
        assertEquals(201, hold.status(), hold.raw().body());
        assertEquals(quote.text("/affordable_output_tokens"), hold.text("/max_output_tokens"));
        assertEquals("1083", hold.text("/max_output_tokens"));
        Said refused =
                API.post("/v1/accounts/" + API.account("0.005") + "/holds", "{" + body + ",'min_output_tokens':256}");
        assertEquals(402, refused.status());
        assertEquals("0.00759", refused.text("/required"));
    }

    @Test
    void moreThanTheHoldAndTheBalanceIsUncollected() {
        String account = API.account("1.00");
        String hold = API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.50'}")
                .text("/id");
        API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.40'}");
        Said settled = API.postPlain("/v1/holds/" + hold + "/settle", "{'amount':'5.00'}");
        assertEquals("-0.60", settled.text("/amount"));
        assertEquals("5.00", settled.text("/cost"));
        assertEquals("4.40", settled.text("/uncollected"));
        assertEquals("0.40", settled.text("/balance_after"));
    }

    @Test
    void aModelWithoutAPriceIsNeverFree() {
        String account = API.account("1.00");
        Said charge = API.post(
                "/v1/accounts/" + account + "/charges",
                "{'usage':{'model':'nobody','input_tokens':1,'output_tokens':1}}");
        assertEquals(422, charge.status());
        assertEquals("model_not_priced", charge.code());
        Said hold = API.post(
                "/v1/accounts/" + account + "/holds", "{'model':'nobody','input_tokens':1,'max_output_tokens':1}");
        assertEquals("model_not_priced", hold.code());
        assertEquals(
                "model_not_priced",
                API.postPlain("/v1/quotes", "{'model':'nobody'}").code());
        Said used = charge(account, "'input_tokens':1,'output_tokens':1,'units':{'search':1}");
        assertEquals("model_not_priced", used.code());
        String open = API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.50'}")
                .text("/id");
        Said settle = API.postPlain(
                "/v1/holds/" + open + "/settle", "{'usage':{'model':'nobody','input_tokens':1,'output_tokens':1}}");
        assertEquals(422, settle.status());
        assertEquals("open", API.get("/v1/holds/" + open).text("/status"));
    }

    @Test
    void moreTokensThanTheModelTakesAreRefused() {
        String account = API.account("100.00");
        String holds = "/v1/accounts/" + account + "/holds";
        Said input = API.post(holds, "{'model':'large','input_tokens':1000001,'max_output_tokens':1}");
        assertEquals(400, input.status());
        assertEquals("input_tokens", input.text("/errors/0/field"));
        Said output = API.post(holds, "{'model':'large','input_tokens':1,'max_output_tokens':64001}");
        assertEquals("max_output_tokens", output.text("/errors/0/field"));
        Said quote = API.postPlain("/v1/quotes", "{'model':'large','input_tokens':1000001}");
        assertEquals("input_tokens", quote.text("/errors/0/field"));
        Said embedding = API.postPlain("/v1/quotes", "{'model':'embed/er','input_tokens':10,'max_output_tokens':1}");
        assertEquals("max_output_tokens", embedding.text("/errors/0/field"));
    }

    @Test
    void aCallIsCountedAsItsHoldWillBeAndNeverBeyondTheContext() {
        Said text = quote("'model':'large','input':'Guten Tag, Müller','max_output_tokens':10");
        assertTrue(text.body().get("input_tokens").asInt() >= 18, text.raw().body());
        assertEquals(10, text.body().get("max_output_tokens").asInt());
        Said messages = quote("'model':'large','messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}],"
                + "'max_tokens':7,'n':3,'tools':[{'type':'function','function':{'name':'f','parameters':{}}}]");
        assertEquals(7, messages.body().get("max_output_tokens").asInt());
        String long1 = "x".repeat(9_000);
        assertEquals(
                8_000,
                quote("'model':'embed/er','input':['" + long1 + "']")
                        .body()
                        .get("input_tokens")
                        .asInt());
        Said image = quote("'model':'large','max_tokens':1,'messages':[{'role':'user','content':"
                + "[{'type':'image','source':{'type':'url','url':'http://x'}}]}]");
        assertTrue(image.body().get("input_tokens").asInt() > 500, image.raw().body());
    }

    private static Said quote(String members) {
        Said said = API.postPlain("/v1/quotes", "{" + members + "}");
        assertEquals(200, said.status(), said.raw().body());
        return said;
    }

    @Test
    void whatNoCallMayAskIsNotQuoted() {
        for (String members : new String[] {
            "'messages':[{'role':'user','content':'a'}],'input_tokens':1",
            "'messages':[{'role':'user','content':'a'}],'input':'a'",
            "'messages':[{'role':'user','content':'a'}],'max_tokens':0",
            "'input':'a','max_output_tokens':64001",
            "'input':'a','previous_response_id':'r'",
            "'input_tokens':1,'max_tokens':5"
        }) {
            Said said = API.postPlain("/v1/quotes", "{'model':'large'," + members + "}");
            assertEquals(400, said.status(), members);
        }
    }

    @Test
    void expectedIsTheMedianOfTheLastCalls() {
        String account = API.account("10.00");
        for (int output : new int[] {100, 300, 200}) {
            API.post(
                    "/v1/accounts/" + account + "/charges",
                    "{'usage':{'model':'large','input_tokens':10,'output_tokens':" + output + "},'feature':'code'}");
        }
        Said quote = API.postPlain(
                "/v1/quotes",
                "{'account':'" + account
                        + "','model':'large','input_tokens':1000,'max_output_tokens':4000,'feature':'code'}");
        assertEquals("0.006", quote.text("/expected"));
    }

    @Test
    void aQuoteNeedsNoPlanAndMovesNothing() {
        String account = API.postPlain("/v1/accounts", "{}").text("/id");
        Said quote = API.postPlain("/v1/quotes", "{'account':'" + account + "','model':'large','input_tokens':10}");
        assertEquals(200, quote.status());
        assertEquals("false", quote.text("/affordable"));
        assertEquals("0", quote.text("/affordable_output_tokens"));
        Said hold = API.post("/v1/accounts/" + account + "/holds", "{'amount':'1.00'}");
        assertEquals(403, hold.status());
        assertEquals("subscription_required", hold.code());
        assertEquals(
                404,
                API.postPlain("/v1/quotes", "{'account':'nobody','model':'large'}")
                        .status());
    }

    @Test
    void aHoldIsExtendedOnceHoweverOftenThatIsSaid() {
        String account = API.account("2.00");
        Said hold = API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.50','on_expiry':'capture'}");
        String path = "/v1/holds/" + hold.text("/id");
        Said larger = API.postPlain(path + "/extend", "{'amount':'1.50','expires_in':3600}");
        assertEquals("1.50", larger.text("/amount"));
        assertTrue(larger.text("/expires_at").compareTo(hold.text("/expires_at")) > 0);
        assertEquals(
                "1.50", API.postPlain(path + "/extend", "{'amount':'1.50'}").text("/amount"));
        assertEquals("0.50", API.get("/v1/accounts/" + account + "/balance").text("/available"));
        Said tooMuch = API.postPlain(path + "/extend", "{'amount':'2.01'}");
        assertEquals(402, tooMuch.status());
        assertEquals("1.50", API.get(path).text("/amount"));
        assertEquals(
                "amount", API.postPlain(path + "/extend", "{'amount':'1.00'}").text("/errors/0/field"));
        assertEquals(400, API.postPlain(path + "/extend", "{}").status());
        Said progress =
                API.postPlain(path + "/extend", "{'progress':{'model':'large','input_tokens':10,'output_tokens':5}}");
        assertEquals(200, progress.status());
    }

    @Test
    void aReleasedHoldReadsTheSameForEver() {
        String account = API.account("2.00");
        Said hold = API.post(
                "/v1/accounts/" + account + "/holds",
                "{'model':'large','input_tokens':10,'max_output_tokens':10,'feature':'chat','metadata':{'a':'b'}}");
        String path = "/v1/holds/" + hold.text("/id");
        Said released = API.postPlain(path + "/release", "{'reason':'no answer'}");
        assertEquals("released", released.text("/status"));
        for (String member : new String[] {
            "id",
            "account",
            "amount",
            "model",
            "max_output_tokens",
            "price_version",
            "feature",
            "placed_at",
            "expires_at",
            "metadata"
        }) {
            assertEquals(hold.body().get(member), released.body().get(member), member);
        }
        assertEquals(released.body(), API.get(path).body());
        Said again = API.postPlain(path + "/release", "");
        assertEquals(200, again.status());
        assertEquals(released.body(), again.body());
        Said row = API.get("/v1/transactions/" + released.text("/transaction"));
        assertEquals("not_charged", row.text("/type"));
        assertEquals("released", row.text("/reason_code"));
        assertEquals("no answer", row.text("/reason"));
        Said settle = API.postPlain(path + "/settle", "{'amount':'0.01'}");
        assertEquals(409, settle.status());
        assertEquals("released", settle.text("/ended"));
        assertFalse(settle.text("/transaction").isEmpty());
    }

    @Test
    void aCallThatCostNothingIsSettledWithNothing() {
        String account = API.account("1.00");
        String hold = API.post("/v1/accounts/" + account + "/holds", "{'amount':'0.50'}")
                .text("/id");
        Said settled = API.postPlain("/v1/holds/" + hold + "/settle", "{'amount':0}");
        assertEquals("not_charged", settled.text("/type"));
        assertEquals("free", settled.text("/reason_code"));
        assertEquals("1.00", API.get("/v1/accounts/" + account + "/balance").text("/available"));
    }

    @Test
    void aCallMayBeCapped() {
        String account = API.account("10.00");
        Said capped = API.post(
                "/v1/accounts/" + account + "/holds",
                "{'model':'large','input_tokens':1000,'max_output_tokens':2000,'max_cost':'0.01'}");
        assertEquals(402, capped.status());
        assertEquals("call", capped.text("/limit_source"));
        assertTrue(capped.body().get("resets_at").isNull());
    }
}
