package dev.florin.server.web.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send a form, who is signed in, and what others can do about it: nothing. */
class FormsTest {
    private static final String PAGE = "/account/profile";
    private static final PagesFixture PAGES = new PagesFixture("http://127.0.0.1:1");

    @AfterAll
    static void stop() {
        PAGES.close();
    }

    @BeforeEach
    void nothingDone() {
        PAGES.done.clear();
    }

    @Test
    void aFormOfOurOwnPageIsDoneOnceAndSaysSoOnce() {
        String ada = PAGES.signIn("ada");
        HttpResponse<String> answer = PAGES.post(PAGE, ada, "what=a+b%26c&csrf=" + PAGES.token(ada));
        assertEquals(303, answer.statusCode());
        assertEquals(List.of("a b&c"), PAGES.done);
        assertTrue(PAGES.get(PAGE, ada).body().contains("Saved &lt;it&gt;."));
        assertFalse(PAGES.get(PAGE, ada).body().contains("Saved"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // another site, with the cookie and even with the token
                "Sec-Fetch-Site | cross-site | true | 403",
                "Sec-Fetch-Site | same-site | true | 403",
                "Origin | https://evil.example | true | 403",
                "Origin | null | true | 403",
                "Origin | http://127.0.0.1.evil.example | true | 403",
                // nothing is said where it comes from, and the token is missing
                "X-Nothing | x | false | 403",
                "X-HTTP-Method-Override | GET | false | 403",
            })
    void aFormThatOursDidNotSendDoesNothing(String header, String value, boolean withToken, int status) {
        String ada = PAGES.signIn("ada");
        String body = "what=stolen" + (withToken ? "&csrf=" + PAGES.token(ada) : "");
        HttpResponse<String> answer = PAGES.send(PAGES.request(PAGE)
                .header("Cookie", ada)
                .header(header, value)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertEquals(status, answer.statusCode());
        assertEquals(List.of(), PAGES.done);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data; boundary=x"})
    void aBodyThatIsNoFormIsNotRead(String type) {
        String ada = PAGES.signIn("ada");
        HttpResponse<String> answer = PAGES.send(PAGES.request(PAGE)
                .header("Cookie", ada)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("what=x&csrf=" + PAGES.token(ada))));
        assertEquals(415, answer.statusCode());
        assertTrue(PagesFixture.header(answer, "Content-Type").startsWith("text/html"));
        assertEquals(List.of(), PAGES.done);
    }

    @Test
    void aFormThatIsTooLargeOrHasTooManyFieldsIsNotDone() {
        String ada = PAGES.signIn("ada");
        String token = "&csrf=" + PAGES.token(ada);
        // Here, where no route takes more, it is refused before anybody knows that it is a form.
        HttpResponse<String> large = PAGES.post(PAGE, ada, "what=" + "x".repeat(256 << 10) + token);
        assertEquals(413, large.statusCode());
        HttpResponse<String> many = PAGES.post(PAGE, ada, "what=x" + "&a=b".repeat(200) + token);
        assertEquals(400, many.statusCode());
        assertTrue(PagesFixture.header(many, "Content-Type").startsWith("text/html"));
        assertTrue(many.body().contains("too many fields"), many.body());
        assertEquals(List.of(), PAGES.done);
        assertEquals(
                303,
                PAGES.post(PAGE, ada, "what=x" + "&a=b".repeat(198) + token).statusCode());
        assertEquals(List.of("x"), PAGES.done);
    }

    @Test
    void anotherSessionsTokenIsNoToken() {
        String ada = PAGES.signIn("ada");
        String bob = PAGES.signIn("bob");
        assertEquals(
                403, PAGES.post(PAGE, ada, "what=x&csrf=" + PAGES.token(bob)).statusCode());
        assertEquals(List.of(), PAGES.done);
    }

    @Test
    void whatWasTypedIsKeptWhenTheSessionIsOver() {
        String ada = PAGES.signIn("ada");
        String token = PAGES.token(ada);
        PAGES.clock.advanceTo(PAGES.clock.read().now().plus(Duration.ofHours(3)));
        HttpResponse<String> over = PAGES.post(PAGE, ada, "what=%3Cb%3Elong%20text&csrf=" + token);
        assertEquals(401, over.statusCode());
        assertTrue(over.body().contains("name=\"what\" value=\"&lt;b>long text\""), over.body());
        assertFalse(over.body().contains(token));
        String again = PAGES.signIn("ada");
        HttpResponse<String> asked = PAGES.post(PAGE, again, "what=%3Cb%3Elong%20text&csrf=");
        assertEquals(403, asked.statusCode());
        assertEquals(List.of(), PAGES.done);
        assertEquals(
                303,
                PAGES.post(PAGE, again, "what=%3Cb%3Elong%20text&csrf=" + PAGES.token(again))
                        .statusCode());
        assertEquals(List.of("<b>long text"), PAGES.done);
    }

    @Test
    void whoIsNotSignedInSignsInFirstAndComesBack() {
        HttpResponse<String> asked = PAGES.get(PAGE + "?x=1", "");
        assertEquals(303, asked.statusCode());
        assertEquals("/sign-in?next=%2Faccount%2Fprofile%3Fx%3D1", PagesFixture.header(asked, "Location"));
        HttpResponse<String> in = PAGES.post("/demo/sign-in", "", "as=bob&next=%2Faccount%2Fprofile%3Fx%3D1");
        assertEquals("/account/profile?x=1", PagesFixture.header(in, "Location"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "\\\\evil.example",
                "account",
                "/a b"
            })
    void signingInLeadsToOurOwnPagesOnly(String next) {
        HttpResponse<String> in = PAGES.post("/demo/sign-in", "", "as=bob&next=" + Inputs.encoded(next));
        assertEquals("/account/profile", PagesFixture.header(in, "Location"));
    }

    @Test
    void nobodyCanBeGivenASessionThatSomebodyElseKnows() {
        String planted = PAGES.signIn("bob");
        HttpResponse<String> in = PAGES.post("/demo/sign-in", planted, "as=ada&csrf=" + PAGES.token(planted));
        assertEquals(303, in.statusCode());
        String fresh = PagesFixture.cookie(in);
        assertNotEquals(planted, fresh);
        assertEquals(303, PAGES.get(PAGE, planted).statusCode());
        assertEquals(200, PAGES.get(PAGE, fresh).statusCode());
        String made = "florin_session=" + "A".repeat(43);
        assertNotEquals(made, PagesFixture.cookie(PAGES.post("/demo/sign-in", made, "as=ada")));
        assertEquals(303, PAGES.get(PAGE, made).statusCode());
    }

    @Test
    void aSessionEndsWhenSomebodySignsOutWhenNobodyIsThereAndAfterADay() {
        String ada = PAGES.signIn("ada");
        HttpResponse<String> out = PAGES.post("/sign-out", ada, "csrf=" + PAGES.token(ada));
        assertTrue(PagesFixture.header(out, "Set-Cookie").contains("Max-Age=0"));
        assertEquals(303, PAGES.get(PAGE, ada).statusCode());
        String busy = PAGES.signIn("ada");
        for (int hour = 0; hour < 23; hour++) {
            PAGES.clock.advanceTo(PAGES.clock.read().now().plus(Duration.ofHours(1)));
            assertEquals(200, PAGES.get(PAGE, busy).statusCode(), "hour " + hour);
        }
        PAGES.clock.advanceTo(PAGES.clock.read().now().plus(Duration.ofHours(1)));
        assertEquals(303, PAGES.get(PAGE, busy).statusCode());
    }

    @Test
    void aLinkSignsInOnceAndLookingAtItUsesNothingUp() {
        String link = PAGES.sessions.newLink(PAGES.customers.account("ada").orElseThrow(), "https://app.example.com/x");
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> look = PAGES.get("/sign-in/link?link=" + link, "");
            assertEquals(200, look.statusCode());
            assertEquals("", PagesFixture.header(look, "Set-Cookie"));
        }
        HttpResponse<String> used = PAGES.post("/sign-in/link", "", "link=" + link);
        assertEquals(303, used.statusCode());
        assertTrue(PAGES.get(PAGE, PagesFixture.cookie(used)).body().contains("Back to app.example.com"));
        assertEquals(410, PAGES.post("/sign-in/link", "", "link=" + link).statusCode());
        assertEquals(410, PAGES.get("/sign-in/link?link=" + link, "").statusCode());
        String late = PAGES.sessions.newLink(PAGES.customers.account("ada").orElseThrow(), null);
        PAGES.clock.advanceTo(PAGES.clock.read().now().plus(Duration.ofMinutes(5)));
        assertEquals(410, PAGES.post("/sign-in/link", "", "link=" + late).statusCode());
    }

    @Test
    void noOtherSiteShowsOurPagesInAFrameAndNothingInlineRuns() {
        String ada = PAGES.signIn("ada");
        for (HttpResponse<String> page :
                List.of(PAGES.get("/", ""), PAGES.get(PAGE, ada), PAGES.get("/admin/sign-in", ""))) {
            String policy = PagesFixture.header(page, "Content-Security-Policy");
            assertTrue(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals("no-store", PagesFixture.header(page, "Cache-Control"));
            assertFalse(page.body().contains("<script>") || page.body().contains(" style=\""), page.body());
        }
    }

    @Test
    void theCookieIsForOurServerAloneAndNoScriptReadsIt() {
        String plain = PagesFixture.header(PAGES.post("/demo/sign-in", "", "as=ada"), "Set-Cookie");
        assertTrue(plain.contains("HttpOnly") && plain.contains("SameSite=Lax"), plain);
        try (PagesFixture secure = new PagesFixture("https://credit.example.com")) {
            String cookie = PagesFixture.header(secure.post("/demo/sign-in", "", "as=ada"), "Set-Cookie");
            assertTrue(
                    cookie.startsWith("__Host-florin=") && cookie.contains("; Secure") && cookie.contains("; Path=/;"));
        }
    }

    @Test
    void customersAndTheOperatorsPeopleHaveDifferentDoors() {
        String ada = PAGES.signIn("ada");
        assertEquals(303, PAGES.get("/admin/support", ada).statusCode());
        assertEquals(
                401,
                PAGES.post("/admin/support", ada, "what=x&csrf=" + PAGES.token(ada))
                        .statusCode());
        assertEquals(List.of(), PAGES.done);
        assertEquals(
                422, PAGES.post("/admin/sign-in", "", "operator_key=sk_wrong").statusCode());
        HttpResponse<String> in = PAGES.post("/admin/sign-in", "", "operator_key=" + PagesFixture.OPERATOR);
        String staff = PagesFixture.cookie(in);
        assertEquals(200, PAGES.get("/admin/support", staff).statusCode());
        assertEquals(303, PAGES.get(PAGE, staff).statusCode());
    }
}
