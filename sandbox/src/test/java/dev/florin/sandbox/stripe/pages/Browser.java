package dev.florin.sandbox.stripe.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks for pages and sends their forms; it follows no redirect by itself. */
final class Browser {
    private final HttpClient http = HttpClient.newHttpClient();

    /** A page as it came. */
    record Seen(int status, String html, Optional<String> location, String policy) {}

    Seen open(String url) {
        return seen(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    Seen send(String url, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return seen(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Seen seen(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Seen(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Location"),
                    response.headers().firstValue("Content-Security-Policy").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A card form, filled in. */
    static Map<String, String> card(String number) {
        String code = number.startsWith("37") ? "1234" : "123"; // American Express has four digits
        return Map.of("with", "new", "number", number, "expiry", "12 / 34", "cvc", code, "email", "ada@example.test");
    }
}
