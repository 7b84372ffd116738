package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Usage that was already delivered, told as CloudEvents. */
class EventsTest {
    private static final ApiFixture API = new ApiFixture();

    @BeforeAll
    static void price() {
        API.put("/v1/prices/large", CallsTest.LARGE);
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Said send(String type, String body) {
        return API.send(API.request("/v1/events")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private static Said one(String body) {
        return send("application/cloudevents+json", body);
    }

    private static String event(String account, String id, String rest, String data) {
        return "{'specversion':'1.0','type':'ai.usage','source':'/meter/1','id':'" + id + "','subject':'" + account
                + "'," + rest + "'data':{" + data + "}}";
    }

    private static String total(String account) {
        return API.get("/v1/accounts/" + account + "/balance").text("/total");
    }

    @Test
    void anEventIsChargedOnceForEver() {
        String account = API.account("5.00");
        String event = event(account, "e1", "", "'model':'large','input_tokens':1000,'output_tokens':100");
        Said said = one(event);
        assertEquals(200, said.status(), said.raw().body());
        assertEquals("e1", said.text("/results/0/id"));
        assertEquals("200", said.text("/results/0/status"));
        assertEquals("-0.0045", said.text("/results/0/body/amount"));
        assertEquals(said.text("/results/0/body/id"), one(event).text("/results/0/body/id"));
        assertEquals("4.9955", total(account));
        Said changed = one(event(account, "e1", "", "'model':'large','input_tokens':1001,'output_tokens':100"));
        assertEquals("422", changed.text("/results/0/status"));
        // Another source counts for itself, and so does a key of the same name in a header.
        one(event.replace("/meter/1", "/meter/2"));
        API.post("/v1/accounts/" + account + "/charges", "e1", "{'amount':'0.001'}");
        assertEquals("4.99", total(account));
    }

    @Test
    void whatTheBalanceDoesNotPayIsUncollectedPlanOrNoPlan() {
        String account = API.account("0.30");
        API.put("/v1/accounts/" + account + "/plan", "{'plan':'free'}");
        Said said = one(event(account, "e1", "", "'amount':'1.00','feature':'import'"));
        assertEquals("-0.30", said.text("/results/0/body/amount"), said.raw().body());
        assertEquals("0.70", said.text("/results/0/body/uncollected"));
        assertEquals("0.00", total(account));
    }

    @Test
    void aBatchAnswersEachByItself() {
        String account = API.account("5.00");
        Said said = send(
                "application/cloudevents-batch+json",
                "[" + event(account, "b1", "", "'amount':'1.00'") + "," + event("nobody", "b2", "", "'amount':'1.00'")
                        + "," + event(account, "b3", "", "'amount':'-1.00'") + ","
                        + event(account, "b4", "'traceparent':'00-1','partition':7,", "'amount':'0.50'") + "]");
        assertEquals(200, said.status(), said.raw().body());
        assertEquals("200", said.text("/results/0/status"));
        assertEquals("404", said.text("/results/1/status"));
        assertEquals("400", said.text("/results/2/status"));
        assertTrue(said.text("/results/2/body/errors/0/field").endsWith("data.amount"), said.raw()::body);
        assertEquals("200", said.text("/results/3/status"));
        assertEquals("3.50", total(account));
    }

    @Test
    void thePriceIsThatOfTheEventsTime() {
        String account = API.account("5.00");
        API.put("/v1/prices/moving", CallsTest.LARGE);
        Instant before = API.clock.read().now();
        API.postPlain("/v1/test/clock", "{'advance':'P1D'}");
        API.put("/v1/prices/moving", CallsTest.LARGE.replace("'3.00'", "'6.00'"));
        String data = "'model':'moving','input_tokens':100000,'output_tokens':0";
        assertEquals(
                "-0.30",
                one(event(account, "t1", "'time':'" + before.plusSeconds(60) + "',", data))
                        .text("/results/0/body/amount"));
    }

    @Test
    void timesTooFarBackOrAheadAreRefused() {
        String account = API.account("5.00");
        Instant now = API.clock.read().now();
        for (Instant time :
                new Instant[] {now.minus(Duration.ofDays(30)).minusSeconds(60), now.plus(Duration.ofMinutes(6))}) {
            Said said = one(event(account, "far", "'time':'" + time + "',", "'amount':'1.00'"));
            assertEquals("400", said.text("/results/0/status"), said.raw().body());
            assertEquals("time", said.text("/results/0/body/errors/0/field").replaceAll(".*\\.", ""));
        }
        assertEquals("5.00", total(account));
    }

    @Test
    void whatIsNoEventIsRefusedByField() {
        String account = API.account("5.00");
        assertField("specversion", event(account, "x", "", "'amount':'1'").replace("'1.0'", "'0.3'"));
        assertField("type", event(account, "x", "", "'amount':'1'").replace("ai.usage", "ai.refund"));
        assertField("source", event(account, "x", "", "'amount':'1'").replace("'/meter/1'", "''"));
        assertField("id", event(account, "", "", "'amount':'1'"));
        assertField("data.amount", event(account, "x", "", "'amount':'NaN'"));
        assertField(
                "data.input_tokens", event(account, "x", "", "'model':'large','input_tokens':-1,'output_tokens':1"));
        assertEquals(
                415, send("text/plain", event(account, "x", "", "'amount':'1'")).status());
        assertEquals(400, one("{").status());
        assertEquals("5.00", total(account));
    }

    private static void assertField(String field, String event) {
        Said said = one(event);
        assertEquals("400", said.text("/results/0/status"), said.raw().body());
        assertEquals(
                field, said.text("/results/0/body/errors/0/field"), said.raw().body());
    }
}
