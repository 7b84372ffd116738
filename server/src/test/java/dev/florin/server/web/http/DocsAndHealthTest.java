package dev.florin.server.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DocsAndHealthTest {
    private static final WebFixture WEB = new WebFixture();

    @AfterAll
    static void stop() {
        WEB.close();
    }

    private static HttpResponse<String> get(String path) {
        return WEB.send(HttpRequest.newBuilder(WEB.uri(path)));
    }

    @Test
    void everyProblemCodeHasItsHeadingAndNoHeadingIsLeftOver() throws IOException {
        Path errors = Path.of(System.getProperty("florin.home"), "docs", "errors.md");
        var headings = Files.readAllLines(errors).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        var codes = Arrays.stream(ProblemCode.values())
                .map(ProblemCode::code)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, headings);
    }

    @Test
    void theHeadingOfAProblemSaysTheStatusThatIsAnswered() throws IOException {
        String errors = Files.readString(Path.of(System.getProperty("florin.home"), "docs", "errors.md"));
        for (ProblemCode code : ProblemCode.values()) {
            assertTrue(errors.contains("## `" + code.code() + "`\n\n" + code.status() + ". "), code.code());
        }
    }

    @Test
    void theErrorsPageHasAnAnchorForAProblemsTypeAndShowsTextAsText() {
        String page = get("/docs/errors").body();
        assertTrue(page.contains("<h2 id=\"not_found\"><code>not_found</code></h2>"), page);
        assertTrue(page.contains("A &lt;b&gt; &amp; <code>c</code>."), page);
    }

    @Test
    void theDocsPageAsksNobodyElseForAnythingAndHasNoScriptInIt() {
        HttpResponse<String> answer = get("/docs");
        assertEquals(200, answer.statusCode());
        String security = answer.headers().firstValue("content-security-policy").orElse("");
        assertTrue(security.startsWith("default-src 'self';"), security);
        assertFalse(security.contains("unsafe-inline"), security);
        assertEquals(1, answer.headers().allValues("content-security-policy").size());
        assertFalse(answer.body().contains("http"), answer.body());
        var sources = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(answer.body());
        int count = 0;
        while (sources.find()) {
            HttpResponse<String> file = get(sources.group(1));
            assertEquals(200, file.statusCode(), sources.group(1));
            assertTrue(file.headers().firstValue("cache-control").orElse("").contains("immutable"));
            count++;
        }
        assertEquals(4, count);
        assertEquals("openapi: 3.1.0", get("/openapi.yaml").body());
    }

    @Test
    void onlyTheFilesOfTheDocsAreServed() {
        assertEquals(404, get("/docs/ui/5.0.0/start.js").statusCode());
        String page = get("/docs").body();
        var version = Pattern.compile("/docs/ui/([^/]+)/").matcher(page);
        assertTrue(version.find());
        assertEquals(404, get("/docs/ui/" + version.group(1) + "/index.html").statusCode());
        assertEquals(404, get("/docs/ui/" + version.group(1) + "/..%2Fstart.js").statusCode());
    }

    @Test
    void aServerThatCannotWorkIsAliveButNotReady() {
        assertEquals("{\"status\":\"live\"}", get("/health/live").body());
        assertEquals(200, get("/health/ready").statusCode());
        WEB.obstacle = Optional.of(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database does not answer."));
        HttpResponse<String> answer = get("/health/ready");
        WEB.obstacle = Optional.empty();
        assertEquals(503, answer.statusCode());
        assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void onlyTheOperatorReadsTheMetrics() {
        assertEquals(401, get("/metrics").statusCode());
        assertEquals(403, WEB.get("/metrics", WebFixture.READER).statusCode());
        HttpResponse<String> answer = WEB.get("/metrics", WebFixture.OPERATOR);
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("florin_http_requests_seconds_count"), answer.body());
    }
}
