package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.http.Route;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page and form that is served, however new, is asked what somebody worse than a customer asks. */
final class EveryPageTest {
    private static final String ATTACK =
            "\"'><img src=x onerror=alert(1)><!--{{7*7}}${7*7}</textarea><script>alert(2)</script>";

    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z_]+}");

    /** What a page may load or run: nothing that stands in it, nothing of another host. */
    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=\"/)[^>]*>|\\sstyle=\"|\\son[a-z]+=\"|href=\"javascript:|src=\"(?!/|data:image)");

    private static final List<String> NONSENSE = List.of(
            "%00",
            "..%2f..%2fetc%2fpasswd",
            "%ff%fe",
            "-1",
            "9223372036854775808",
            "txn_00000000000000000000000000",
            "a".repeat(300),
            "%0d%0aSet-Cookie:%20a=b");

    @TempDir
    static Path folder;

    private static WholeSite site;
    private static List<String> adas;

    @BeforeAll
    static void fill() {
        site = new WholeSite(folder);
        for (String id : List.of("ada", "bob")) {
            site.api("POST", "/v1/accounts", "{\"id\":\"" + id + "\",\"name\":" + json(id + ATTACK) + "}");
            site.api("PUT", "/v1/accounts/" + id + "/plan", "{\"plan\":\"pro\"}");
            site.api(
                    "POST",
                    "/v1/accounts/" + id + "/grants",
                    "{\"amount\":\"50\",\"kind\":\"promo\",\"reason\":" + json(ATTACK) + "}");
        }
        List<String> answers = new ArrayList<>();
        answers.add(site.api(
                        "POST",
                        "/v1/accounts/ada/charges",
                        "{\"amount\":\"1.50\",\"description\":" + json(ATTACK) + ",\"metadata\":{\"note\":"
                                + json(ATTACK) + "}}")
                .body());
        answers.add(
                site.api("POST", "/v1/accounts/ada/holds", "{\"amount\":\"1\"}").body());
        answers.add(site.api("POST", "/v1/accounts/ada/keys", "{\"name\":" + json(ATTACK.substring(0, 60)) + "}")
                .body());
        adas = ids(answers);
        String ada = site.signIn("ada");
        String token = "&csrf=" + encoded(site.token(ada));
        site.post("/support", ada, "key=a1234567890123456789012&text=" + encoded(ATTACK) + token);
        for (String page : List.of("/assistant", "/code")) {
            site.post(
                    page,
                    ada,
                    "key=" + page.substring(1) + "-12345678901234567890&model=sandbox-small&language=Java&text="
                            + encoded(ATTACK) + token);
        }
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Every id in the answers. */
    private static List<String> ids(List<String> answers) {
        List<String> ids = new ArrayList<>();
        for (String answer : answers) {
            Matcher id =
                    Pattern.compile("\"((?:txn|hold|key|gr)_[a-z0-9]{20,})\"").matcher(answer);
            while (id.find()) {
                ids.add(id.group(1));
            }
        }
        return ids.stream().distinct().toList();
    }

    private static String filled(Route route, String value) {
        return PARAMETER.matcher(route.template()).replaceAll(Matcher.quoteReplacement(value));
    }

    /** Answers that stay open are read elsewhere. */
    private static boolean ends(Route route) {
        return !route.template().endsWith("/live");
    }

    @Test
    void aFormThatNoPageOfOursSentDoesNothing() {
        List<String> wrong = new ArrayList<>();
        String ada = site.signIn("ada");
        String own = "csrf=" + encoded(site.token(ada));
        String bobs = "csrf=" + encoded(site.token(site.signIn("bob")));
        site.routes("POST").forEach(route -> {
            String path = filled(route, "1");
            // The operator's doors stay shut for customers, whatever they bring.
            int refused = path.startsWith("/admin/support") ? 401 : 403;
            check(wrong, route, "without a token", site.post(path, ada, "a=b"), refused);
            check(wrong, route, "another's token", site.post(path, ada, bobs), refused);
            check(wrong, route, "from elsewhere", site.post(path, ada, own, "Origin", "https://evil.example"), 403);
            check(wrong, route, "across sites", site.post(path, ada, own, "Sec-Fetch-Site", "cross-site"), 403);
        });
        assertEquals(List.of(), wrong);
    }

    /** What a form of any page may hold. */
    @Test
    void aFormThatIsTooLargeIsRefusedAndDoesNothing() {
        List<String> wrong = new ArrayList<>();
        String ada = site.signIn("ada");
        String token = "csrf=" + encoded(site.token(ada));
        String large = token + "&text=" + "x".repeat(256 << 10);
        String many = token + "&a=b".repeat(200);
        site.routes("POST").forEach(route -> {
            String path = filled(route, "1");
            HttpResponse<String> tooLarge = site.post(path, ada, large);
            check(wrong, route, "too large", tooLarge, 413);
            HttpResponse<String> tooMany = site.post(path, ada, many);
            check(wrong, route, "too many fields", tooMany, 400);
            if (!tooLarge.body().contains("<h1>That is too long</h1>")
                    || !tooMany.body().contains("too many fields")) {
                wrong.add(route.template() + " does not say what is wrong");
            }
        });
        assertEquals(List.of(), wrong);
        assertEquals(200, site.get("/account/profile", ada).statusCode(), "and nobody was signed out by it");
    }

    @Test
    void aFieldThatIsTooLongIsSaidAtTheFieldAndNothingIsKept() {
        String ada = site.signIn("ada");
        String token = "&csrf=" + encoded(site.token(ada));
        String marked = "too-long-" + "x".repeat(40_000);
        List<String> wrong = new ArrayList<>();
        for (String form : List.of(
                "/account/profile name time_zone=UTC",
                "/account/profile email time_zone=UTC&name=Ada",
                "/account/keys name a=b",
                "/support text key=b1234567890123456789012",
                "/assistant text key=c1234567890123456789012&model=sandbox-small",
                "/code text key=d1234567890123456789012&model=sandbox-small&language=Java",
                "/prices text output=400")) {
            String[] parts = form.split(" ", 3);
            HttpResponse<String> answer = site.post(parts[0], ada, parts[1] + "=" + marked + "&" + parts[2] + token);
            if (answer.statusCode() != 422 || !answer.body().contains("aria-invalid=\"true\"")) {
                wrong.add(form + ": " + answer.statusCode());
            }
            if (site.get(parts[0], ada).body().contains("too-long-")) {
                wrong.add(form + " was kept");
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static void check(List<String> wrong, Route route, String how, HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            wrong.add(route.method() + " " + route.template() + " " + how + ": " + answer.statusCode());
        }
    }

    /** So that a new page cannot be forgotten where pages are looked at in a browser. */
    @Test
    void theListOfPagesForTheBrowserIsWhole() throws IOException {
        Path list = Path.of("").toAbsolutePath().resolveSibling("simulation/src/test/resources/pages.txt");
        String pages = site.routes("GET").map(Route::template).sorted().collect(Collectors.joining("\n", "", "\n"));
        assertEquals(pages, Files.exists(list) ? Files.readString(list) : "");
    }

    @Test
    void aFormIsNeverSentByALink() {
        String ada = site.signIn("ada");
        List<String> pages = site.routes("GET").map(Route::template).toList();
        List<String> wrong = new ArrayList<>();
        site.routes("POST").filter(route -> !pages.contains(route.template())).forEach(route -> {
            int status = site.get(filled(route, "1"), ada).statusCode();
            if (status != 404 && status != 405) {
                wrong.add(route.template() + ": " + status);
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void nonsenseIsAnsweredAndBreaksNothing() {
        List<String> wrong = new ArrayList<>();
        for (String nonsense : NONSENSE) {
            String ada = site.signIn("ada");
            String token = encoded(site.token(ada));
            site.routes("GET").filter(EveryPageTest::ends).forEach(route -> {
                String query = "?id=" + nonsense + "&q=" + nonsense + "&next=" + nonsense + "&older=" + nonsense
                        + "&from=" + nonsense + "&model=" + nonsense + "&about=" + nonsense + "&amount=" + nonsense;
                note(wrong, route, nonsense, site.get(filled(route, nonsense) + query, ada));
            });
            site.routes("POST")
                    .filter(route -> !route.template().endsWith("/sign-out"))
                    .forEach(route -> note(
                            wrong,
                            route,
                            nonsense,
                            site.post(
                                    filled(route, nonsense),
                                    ada,
                                    "csrf=" + token + "&text=" + nonsense + "&amount=" + nonsense + "&key=" + nonsense
                                            + "&name=" + nonsense + "&card=" + nonsense + "&once=" + nonsense)));
        }
        assertEquals(List.of(), wrong.stream().distinct().toList());
    }

    /** What is down may be told as 503; everything else is answered. */
    private static void note(List<String> wrong, Route route, String sent, HttpResponse<String> answer) {
        boolean injected =
                answer.headers().firstValue("Set-Cookie").filter("a=b"::equals).isPresent();
        if (injected || (answer.statusCode() >= 500 && answer.statusCode() != 503)) {
            wrong.add(route.method() + " " + route.template() + " of " + sent.substring(0, Math.min(20, sent.length()))
                    + ": " + answer.statusCode());
        }
    }

    @Test
    void whatIsAnothersIsAsIfItWereNotThere() {
        assertTrue(adas.size() >= 3, adas::toString);
        String bob = site.signIn("bob");
        String token = "csrf=" + encoded(site.token(bob));
        List<String> wrong = new ArrayList<>();
        List<String> all = new ArrayList<>(adas);
        all.addAll(List.of("1", "1001", "T-1001", "ada"));
        for (String id : all) {
            site.routes("GET").filter(route -> route.template().contains("{")).forEach(route -> {
                HttpResponse<String> answer = site.get(filled(route, id), bob);
                if (answer.statusCode() == 200 && !route.template().startsWith("/help")) {
                    wrong.add("GET " + filled(route, id));
                }
            });
            site.routes("POST").filter(route -> route.template().contains("{")).forEach(route -> {
                HttpResponse<String> answer = site.post(filled(route, id), bob, token + "&text=x");
                boolean refused = answer.statusCode() >= 400 || route.template().contains("/notices/");
                if (!refused) {
                    wrong.add("POST " + filled(route, id) + ": " + answer.statusCode());
                }
            });
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatIsTypedIsTextOnEveryPageAndNothingInlineRuns() {
        List<String> wrong = new ArrayList<>();
        List<String> values = new ArrayList<>(adas);
        values.add("1");
        int shown = 0;
        for (String who : List.of("ada", "operator", "")) {
            String cookie = who.isEmpty() ? "" : who.equals("ada") ? site.signIn("ada") : site.signInAsOperator();
            for (String value : values) {
                for (Route route :
                        site.routes("GET").filter(EveryPageTest::ends).toList()) {
                    HttpResponse<String> page = site.get(
                            filled(route, value) + "?q=" + encoded(ATTACK) + "&next=" + encoded(ATTACK) + "&ask="
                                    + encoded(ATTACK) + "&feature=" + encoded(ATTACK),
                            cookie);
                    if (page.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                        shown += page.body().contains("&lt;img src=x") ? 1 : 0;
                        look(wrong, route, page);
                    }
                }
            }
        }
        assertTrue(shown > 20, "pages that show what was typed: " + shown);
        assertEquals(List.of(), wrong.stream().distinct().toList());
    }

    private static void look(List<String> wrong, Route route, HttpResponse<String> page) {
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        boolean strict = policy.contains("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe")
                && !policy.contains("*");
        Matcher inline = INLINE.matcher(page.body());
        if (page.body().contains("<img src=x") || page.body().contains("<script>alert")) {
            wrong.add(route.template() + " shows markup that was typed");
        }
        if (page.statusCode() != 303 && !strict) {
            wrong.add(route.template() + " has the policy " + policy);
        }
        if (inline.find()) {
            wrong.add(route.template() + " has inline " + inline.group());
        }
    }
}
