package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.models.wire.WirePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The models' stand-in on a port of its own, with the calls that tests make. */
final class RunningModels implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final WirePort port = new WirePort(0, new ModelStandIn(() -> NOW));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer, read to its end or to where it broke. */
    record Heard(int status, String text, boolean whole) {
        JsonNode json() {
            return JSON.readTree(text);
        }

        /** What stands behind {@code data:}, line by line. */
        List<String> data() {
            return text.lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
        }

        /** The pieces of text of a stream of chat chunks. */
        List<String> pieces() {
            List<String> pieces = new ArrayList<>();
            for (String data : data()) {
                if (data.startsWith("{\"id\":\"chatcmpl")) {
                    String piece = JSON.readTree(data)
                            .path("choices")
                            .path(0)
                            .path("delta")
                            .path("content")
                            .asString("");
                    if (!piece.isEmpty()) {
                        pieces.add(piece);
                    }
                }
            }
            return pieces;
        }
    }

    String openAi() {
        return port.address() + "/openai/v1";
    }

    String anthropic() {
        return port.address() + "/anthropic";
    }

    int port() {
        return port.port();
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(port.address() + path))
                .header("Authorization", "Bearer sk-test")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    Heard post(String path, String body) {
        return send(request(path, body)).join();
    }

    CompletableFuture<Heard> later(String path, String body) {
        return send(request(path, body));
    }

    private CompletableFuture<Heard> send(HttpRequest request) {
        Gathered gathered = new Gathered();
        return http.sendAsync(request, gathered).handle((_, broken) -> gathered.heard(broken));
    }

    Heard get(String path) {
        HttpRequest get = HttpRequest.newBuilder(URI.create(port.address() + path))
                .header("x-api-key", "k")
                .build();
        return send(get).join();
    }

    /** A chat completion of {@code m}. */
    Heard chat(boolean stream) {
        return post("/openai/v1/chat/completions", chatBody(stream));
    }

    static String chatBody(boolean stream) {
        String streams = stream ? "\"stream\": true, \"stream_options\": {\"include_usage\": true}, " : "";
        return "{\"model\": \"m\", " + streams
                + "\"max_tokens\": 40, \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    }

    Heard message(boolean stream) {
        return post(
                "/anthropic/v1/messages",
                "{\"model\": \"m\", \"max_tokens\": 40, \"stream\": " + stream
                        + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
    }

    Heard response(boolean stream) {
        return post("/openai/v1/responses", "{\"model\": \"m\", \"stream\": " + stream + ", \"input\": \"hello\"}");
    }

    /** The next call of {@code m} is answered so. */
    void script(String answer) {
        Heard heard = post("/_standin/scripts", "{\"model\": \"m\", \"answer\": " + answer.replace('\'', '"') + "}");
        assertEquals(201, heard.status(), heard.text());
    }

    void open(String latch) {
        assertEquals(200, post("/_standin/latches/" + latch, "").status());
    }

    JsonNode calls() {
        return get("/_standin/calls").json();
    }

    JsonNode lastCall() {
        JsonNode data = calls().path("data");
        return data.path(data.size() - 1);
    }

    /** Waits until the last call is in that state. */
    JsonNode awaitCall(Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        JsonNode call = lastCall();
        while (!wanted.test(call)) {
            assertTrue(System.nanoTime() < end, "it never came so far: " + call);
            LockSupport.parkNanos(5_000_000);
            call = lastCall();
        }
        return call;
    }

    JsonNode awaitState(String state) {
        return awaitCall(call -> call.path("state").asString("").equals(state));
    }

    @Override
    public void close() {
        http.close();
        port.close();
    }
}
