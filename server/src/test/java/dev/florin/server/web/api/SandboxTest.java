package dev.florin.server.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.api.ApiFixture.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How tests drive a demo: its clock and its jobs. */
class SandboxTest {
    private static final ApiFixture API = new ApiFixture();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void theClockGoesForwardOnly() {
        Instant before = Instant.parse(API.get("/v1/test/clock").text("/now"));
        Said moved = API.postPlain("/v1/test/clock", "{'advance':'P30DT2H'}");
        Duration by = Duration.between(before, Instant.parse(moved.text("/now")));
        assertTrue(by.compareTo(Duration.ofHours(722)) >= 0 && by.compareTo(Duration.ofHours(723)) < 0, by::toString);
        String to = Instant.parse(moved.text("/now")).plus(Duration.ofDays(400)).toString();
        assertEquals(200, API.postPlain("/v1/test/clock", "{'to':'" + to + "'}").status());
        assertField("to", "/v1/test/clock", "{'to':'" + before + "'}");
        assertField("advance", "/v1/test/clock", "{'advance':'-PT1S'}");
        assertField("advance", "/v1/test/clock", "{'advance':'tomorrow'}");
        assertField("advance", "/v1/test/clock", "{'advance':'P9999999Y'}");
        assertField("advance", "/v1/test/clock", "{'advance':'PT1S','to':'" + to + "'}");
        assertField("advance", "/v1/test/clock", "{}");
        assertEquals(
                "unknown_field",
                API.postPlain("/v1/test/clock", "{'advance':'PT1S','by':1}").code());
    }

    @Test
    void jobsRunWhenAskedAndAreNamedRight() {
        String account = API.account("5.00");
        for (int n = 0; n < 3; n++) {
            API.post("/v1/accounts/" + account + "/holds", "{'amount':'1.00','expires_in':60}");
        }
        API.postPlain("/v1/test/clock", "{'advance':'PT61S'}");
        for (String job : List.of("expire_holds", "all")) {
            Said ran = API.postPlain("/v1/test/run", "{'job':'" + job + "'}");
            assertEquals(200, ran.status());
            assertEquals(job, ran.text("/job"));
            assertEquals("0", ran.text("/failed"));
        }
        assertEquals("5.00", API.get("/v1/accounts/" + account + "/balance").text("/available"));
        assertField("job", "/v1/test/run", "{'job':'expire'}");
    }

    private static void assertField(String field, String path, String body) {
        Said said = API.postPlain(path, body);
        assertEquals(400, said.status(), said.raw().body());
        assertEquals(field, said.text("/errors/0/field"), said.raw().body());
    }
}
