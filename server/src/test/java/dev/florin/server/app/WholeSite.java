package dev.florin.server.app;

import dev.florin.server.storage.TestDatabase;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Route;
import dev.florin.server.web.pages.Pages;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program as it is served, with every page that it has, on a real database; nobody answers where Stripe and the model providers
 * should be. It is asked as a browser would, or as somebody worse.
 */
final class WholeSite implements AutoCloseable {
    private static final String OPERATOR = "sk_test_0123456789abcdefghijABCDEFGHIJ";
    private static final String NOBODY = "http://127.0.0.1:9";
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestDatabase test = TestDatabase.create();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Program program;
    private final Front front;
    private final URI address;
    private final List<Route> routes;

    WholeSite(Path folder) {
        Map<String, String> settings = Map.of(
                "FLORIN_PORT",
                String.valueOf(freePort()),
                "FLORIN_OPERATOR_KEY",
                OPERATOR,
                "FLORIN_STRIPE_KEY",
                "sk_test_nobody",
                "FLORIN_STRIPE_URL",
                NOBODY,
                "FLORIN_STRIPE_WEBHOOK_SECRETS",
                "whsec_nobody",
                "FLORIN_PROVIDERS",
                "*=" + NOBODY + "/v1;key=ANY_KEY",
                "ANY_KEY",
                "any");
        Configuration configuration = Configuration.read(Configuration.Purpose.SERVE, settings, folder);
        Running running = new Running();
        program = Program.start(
                new dev.florin.server.storage.Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"),
                _ -> {},
                new Program.Ledgers(2, 1_000),
                PublishedPrices.ofDemo(),
                running.metrics(),
                _ -> Program.Outside.of(configuration),
                running.registry());
        front = Front.start(configuration, program, running, null);
        address = URI.create(configuration.publicUrl());
        // The same pages once more, only to know which there are.
        Pages pages = CustomerPages.of(
                configuration, program, program.gateway().parts(program, configuration.publicUrl()), null);
        routes = pages.routes().all();
        pages.live().close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }

    /** Every page and form that there is. */
    Stream<Route> routes(String method) {
        return routes.stream().filter(route -> route.method().equals(method));
    }

    /** The cookie of a session of a customer. */
    String signIn(String id) {
        WebSessions sessions = new WebSessions(program.database(), new SecureRandom());
        return "florin_session="
                + sessions.begin(program.customers().account(id).orElseThrow());
    }

    String signInAsOperator() {
        return "florin_session=" + new WebSessions(program.database(), new SecureRandom()).beginAsOperator();
    }

    /** What a form of that session carries. */
    String token(String cookie) {
        Matcher found = TOKEN.matcher(get("/account/profile", cookie).body());
        return found.find() ? found.group(1) : "";
    }

    HttpResponse<String> get(String path, String cookie) {
        return ask(request(path, cookie).GET());
    }

    HttpResponse<String> post(String path, String cookie, String form, String... headers) {
        HttpRequest.Builder request = request(path, cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return ask(headers.length == 0 ? request : request.headers(headers));
    }

    /** Asks the API as the operator. */
    HttpResponse<String> api(String method, String path, String json) {
        HttpResponse<String> answer = ask(HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + OPERATOR)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", method + path + json.hashCode())
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer;
    }

    private HttpRequest.Builder request(String path, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.build().uri() + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        front.close();
        program.close();
        client.close();
        test.close();
    }
}
