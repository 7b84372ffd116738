package dev.florin.server.web.pages;

import dev.florin.core.accounts.Digest;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.LaneMeter;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.PriceCatalog;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.TestDatabase;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.RateLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frame with two pages that note what was done, on a real database, asked as a browser or as somebody worse would. */
final class PagesFixture implements AutoCloseable {
    static final String OPERATOR = "sk_test_operator";

    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final TestDatabase test = TestDatabase.create();
    final Database database;
    final SandboxClock clock;
    final WebSessions sessions;
    final Customers customers;
    private final PostgresLedger ledger;
    private final Pages pages;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What the form of the page has done, in order. */
    final List<String> done = Collections.synchronizedList(new ArrayList<>());

    PagesFixture(String publicUrl) {
        database = new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"));
        database.migrate();
        clock = new SandboxClock(database);
        sessions = new WebSessions(database, new SecureRandom());
        customers = new Customers(database);
        ledger = new PostgresLedger(database, new PriceCatalog(), 1, 1_000, LaneMeter.NONE);
        for (String id : DemoPerson.IDS) {
            customers.open(new Customers.Draft(
                    id, null, id, ZoneOffset.UTC, Collections.emptySortedMap(), Digest.shortSha256(new byte[1])));
        }
        pages = new Pages(new PagesParts(database, ledger, customers, publicUrl, "Example", OPERATOR, List.of(), true));
        pages.get("/account/profile", this::show)
                .post("/account/profile", this::save)
                .staffGet("/admin/support", this::show)
                .staffPost("/admin/support", this::save);
        server = HttpServer.start(
                HttpSettings.usual("127.0.0.1", 0, ""),
                pages.routes(),
                new Authentication(_ -> Optional.empty(), RateLimits.USUAL, System::nanoTime),
                new HttpMetrics(new SimpleMeterRegistry()),
                Optional::empty);
    }

    private Answer.Whole show(Visit visit) {
        return visit.page("pages/staff_sign_in.jte", new SignIn.StaffModel(visit.frame("A page", Tab.PROFILE), "", ""));
    }

    private Answer.Whole save(Visit visit) {
        done.add(visit.form().text("what"));
        return visit.seeOther("/account/profile", Flash.good("Saved <it>."));
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)));
    }

    HttpResponse<String> get(String path, String cookie) {
        HttpRequest.Builder request = request(path);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return send(request);
    }

    /** A form as a page of ours sends it. */
    HttpRequest.Builder form(String path, String cookie, String body) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return request;
    }

    HttpResponse<String> post(String path, String cookie, String body) {
        return send(form(path, cookie, body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The cookie of somebody who has signed in. */
    String signIn(String as) {
        return cookie(post("/demo/sign-in", "", "as=" + as));
    }

    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The token in the forms of somebody's pages. */
    String token(String cookie) {
        Matcher found = TOKEN.matcher(get("/account/profile", cookie).body());
        return found.find() ? found.group(1) : "";
    }

    @Override
    public void close() {
        pages.live().close();
        server.close();
        client.close();
        ledger.close();
        database.close();
        test.close();
    }
}
