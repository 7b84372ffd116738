package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The price list over HTTP: versions, dates, and what is refused. */
class PricesTest {
    private static final ApiFixture API = new ApiFixture();

    private static final String PRICE = "'provider':'p','per_million':{'input':'1.00','output':'2.00'},"
            + "'context_tokens':1000,'max_output_tokens':100";

    @AfterAll
    static void stop() {
        API.close();
    }

    private static String at(Duration ahead) {
        return API.clock.read().now().plus(ahead).toString();
    }

    @Test
    void aVersionIsNumberedAndTheSameAgainMakesNone() {
        Said first = API.put("/v1/prices/m1", "{" + PRICE + "}");
        assertEquals(201, first.status());
        assertEquals("1", first.text("/version"));
        Said same = API.put("/v1/prices/m1", "{" + PRICE.replace("'1.00'", "1") + "}");
        assertEquals(200, same.status());
        assertEquals(first.body(), same.body());
        Said second = API.put("/v1/prices/m1", "{" + PRICE.replace("'1.00'", "'1.10'") + "}");
        assertEquals("2", second.text("/version"));
        Said versions = API.get("/v1/prices/m1");
        assertEquals("2", versions.text("/data/0/version"));
        assertEquals("1", versions.text("/data/1/version"));
        assertEquals("true", versions.text("/data/0/in_force"));
        assertEquals("false", versions.text("/data/1/in_force"));
        assertEquals(
                "1",
                API.get("/v1/prices/m1?limit=1&starting_after=" + versions.text("/data/0/id"))
                        .text("/data/0/version"));
    }

    @Test
    void aPriceToComeComesAtItsTimeAndTheHoldKeepsItsOwn() {
        String account = API.account("9.00");
        API.put("/v1/prices/m2", "{" + PRICE + "}");
        Said later = API.put(
                "/v1/prices/m2",
                "{" + PRICE.replace("'1.00'", "'5.00'") + ",'effective_at':'" + at(Duration.ofHours(1)) + "'}");
        assertEquals(201, later.status(), later.raw().body());
        assertEquals("false", later.text("/in_force"));
        String call = "{'model':'m2','input_tokens':1000,'max_output_tokens':1,'expires_in':86400}";
        Said hold = API.post("/v1/accounts/" + account + "/holds", call);
        API.postPlain("/v1/test/clock", "{'advance':'PT2H'}");
        String usage = "{'usage':{'model':'m2','input_tokens':1000,'output_tokens':0}}";
        Said settled = API.postPlain("/v1/holds/" + hold.text("/id") + "/settle", usage);
        assertEquals("0.001", settled.text("/cost"));
        assertEquals("1", settled.text("/price_version"));
        Said charged = API.post("/v1/accounts/" + account + "/charges", usage);
        assertEquals("0.005", charged.text("/cost"));
        assertEquals("2", charged.text("/price_version"));
        assertEquals("price_in_the_past", API.delete("/v1/prices/m2/versions/2").code(), "what was charged by is kept");
    }

    @Test
    void aPriceToComeCanBeTakenBack() {
        API.put("/v1/prices/m3", "{" + PRICE + "}");
        API.put(
                "/v1/prices/m3",
                "{" + PRICE.replace("'1.00'", "'5.00'") + ",'effective_at':'" + at(Duration.ofDays(1)) + "'}");
        assertEquals(200, API.delete("/v1/prices/m3/versions/2").status());
        assertEquals(404, API.delete("/v1/prices/m3/versions/7").status());
        API.postPlain("/v1/test/clock", "{'advance':'P2D'}");
        assertEquals("1", API.get("/v1/prices/m3").text("/data/0/version"));
        assertEquals("true", API.get("/v1/prices/m3").text("/data/0/in_force"));
        assertEquals(
                "3",
                API.put("/v1/prices/m3", "{" + PRICE.replace("'1.00'", "'3.00'") + "}")
                        .text("/version"),
                "a number is never given twice");
    }

    @Test
    void aRetiredModelIsRefusedAndKeepsItsPast() {
        String account = API.account("9.00");
        API.put("/v1/prices/m4", "{" + PRICE + "}");
        assertEquals(201, API.put("/v1/prices/m4", "{'retired':true}").status());
        Said refused = API.post(
                "/v1/accounts/" + account + "/charges", "{'usage':{'model':'m4','input_tokens':1,'output_tokens':1}}");
        assertEquals(422, refused.status());
        assertEquals("model_not_priced", refused.code());
        assertEquals(404, API.put("/v1/prices/never", "{'retired':true}").status());
    }

    @Test
    void aLeapInAPriceNeedsToBeMeant() {
        API.put("/v1/prices/m5", "{" + PRICE + "}");
        for (String leap : new String[] {"'10.000001'", "'0.09'"}) {
            Said asked = API.put("/v1/prices/m5", "{" + PRICE.replace("'1.00'", leap) + "}");
            assertEquals(422, asked.status(), leap);
            assertEquals("price_needs_confirmation", asked.code());
            assertTrue(asked.text("/detail").contains("per_million.input"), asked.text("/detail"));
        }
        assertEquals(
                201,
                API.put("/v1/prices/m5", "{" + PRICE.replace("'1.00'", "'10.000001'") + ",'confirm':true}")
                        .status());
        assertEquals(
                "price_needs_confirmation",
                API.put("/v1/prices/m6", "{" + PRICE.replace("'1.00'", "'1000.01'") + "}")
                        .code());
    }

    @Test
    void aModelMayBeNamedWithSlashesAndTiers() {
        Said put = API.put("/v1/prices/meta%2Fllama-4:flex", "{" + PRICE + "}");
        assertEquals("meta/llama-4:flex", put.text("/model"));
        assertEquals("1", API.get("/v1/prices/meta%2Fllama-4:flex").text("/data/0/version"));
        assertEquals(404, API.get("/v1/prices/meta%2Fllama-4").status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'per_million':{'input':'1'},'context_tokens':1,'max_output_tokens':1 | provider",
                "'provider':'p','context_tokens':1,'max_output_tokens':1 | per_million",
                "'provider':'p','per_million':{},'context_tokens':1,'max_output_tokens':1 | per_million",
                "'provider':'p','per_million':{'input':'0'},'context_tokens':1,'max_output_tokens':1 | per_million.input",
                "'provider':'p','per_million':{'input':'-1'},'context_tokens':1,'max_output_tokens':1 | per_million.input",
                "'provider':'p','per_million':{'imput':'1'},'context_tokens':1,'max_output_tokens':1 | per_million.imput",
                "'provider':'p','per_million':{'input':'1'},'max_output_tokens':1 | context_tokens",
                "'provider':'p','per_million':{'input':'1'},'context_tokens':-1,'max_output_tokens':1 | context_tokens",
                "'provider':'p','per_million':{'input':'1'},'context_tokens':1.5,'max_output_tokens':1 | context_tokens",
                "'provider':'p','per_million':{'input':'1'},'context_tokens':9,'max_output_tokens':1,'tiers':[{'above_input_tokens':-1,'per_million':{'input':'2'}}] | tiers[0].above_input_tokens",
                "'provider':'p','per_million':{'input':'1e2'},'context_tokens':1,'max_output_tokens':1 | per_million.input",
                "'provider':'p','per_million':{'input':'1'},'context_tokens':1,'max_output_tokens':1,'effective_at':'tomorrow' | effective_at"
            })
    void whatIsNoPriceIsRefusedByField(String body, String field) {
        Said said = API.send(ApiFixture.withBody(API.request("/v1/prices/bad"), "PUT", "{" + body + "}"));
        assertEquals(400, said.status(), said.raw().body());
        assertEquals(field, said.text("/errors/0/field"), said.raw().body());
        assertEquals(404, API.get("/v1/prices/bad").status());
    }

    @Test
    void aDateInThePastIsRefused() {
        Said said = API.put("/v1/prices/m7", "{" + PRICE + ",'effective_at':'2020-01-01T00:00:00Z'}");
        assertEquals(400, said.status());
        assertEquals("price_in_the_past", said.code());
    }

    @Test
    void whatIsFreeSaysSo() {
        String zero = "{'provider':'p','per_million':{'input':'0','output':'0'},'context_tokens':1000,"
                + "'max_output_tokens':100,'free':true}";
        assertEquals(201, API.put("/v1/prices/gratis", zero).status());
        String account = API.account("1.00");
        Said said = API.post(
                "/v1/accounts/" + account + "/charges",
                "{'usage':{'model':'gratis','input_tokens':10,'output_tokens':10}}");
        assertEquals("not_charged", said.text("/type"));
        assertEquals("free", said.text("/reason_code"));
    }
}
