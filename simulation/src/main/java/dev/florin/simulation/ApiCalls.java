package dev.florin.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of the API as a patient client makes them: where the world fails, again with the same key. Thread-safe. */
final class ApiCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A client that asks again at once, and all others with it, would only be in the way. */
    private static final int PAUSE_MILLIS = 200;

    /** As long as it takes a killed server or database to come back, and much longer. */
    private static final int MOST_TIMES = 400;

    /** Whole numbers of test cards, and secrets that Stripe gives to browsers. */
    private static final Pattern CARD_DATA =
            Pattern.compile("\\b(4242424242424242|40000[0-9]{11}|5555555555554444|378282246310005)\\b|_secret_");

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<URI> servers;
    private final AtomicLong again = new AtomicLong();

    /**
     * Calls.
     *
     * @param servers whom to ask next
     */
    ApiCalls(Supplier<URI> servers) {
        this.servers = servers;
    }

    /** What was answered. */
    record Reply(int status, JsonNode body) {
        String text(String member) {
            return body.path(member).asString("");
        }

        boolean mayPass() {
            return status == 503 || text("code").equals("idempotency_key_in_use");
        }
    }

    /** How often something had to be asked again. */
    long timesAgain() {
        return again.get();
    }

    Reply get(String path) {
        return call("GET", path, null, "");
    }

    Reply put(String path, String body) {
        return call("PUT", path, null, body);
    }

    Reply delete(String path) {
        return call("DELETE", path, null, "");
    }

    Reply post(String path, @Nullable String key, String body) {
        return call("POST", path, key, body);
    }

    private Reply call(String method, String path, @Nullable String key, String body) {
        for (int time = 1; time < MOST_TIMES; time++) {
            try {
                Reply reply = once(servers.get(), method, path, key, body);
                if (!reply.mayPass()) {
                    return reply;
                }
                again.incrementAndGet();
            } catch (IOException e) {
                // Nobody knows whether it was done: that is what the key is for.
                again.incrementAndGet();
            }
            pause();
        }
        throw new IllegalStateException(method + " " + path + " was never answered");
    }

    /** Asks one server once; empty where it does not answer. */
    Optional<Reply> ask(URI server, String method, String path, @Nullable String key, String body) {
        try {
            return Optional.of(once(server, method, path, key, body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Reply once(URI server, String method, String path, @Nullable String key, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + ServingProcess.OPERATOR_KEY)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            if (CARD_DATA.matcher(text).find()) {
                throw new IllegalStateException(
                        method + " " + path + " answered with card data or a secret of Stripe's");
            }
            return new Reply(answer.statusCode(), JSON.readTree(text.isEmpty() || text.startsWith("<") ? "{}" : text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
