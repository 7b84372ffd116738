package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The clock of a demo is moved while calls run: they stay alive, and are charged as if it had not been. */
final class ClockMoveTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODEL = "patient-model";
    private static final String WAITS =
            "{\"model\":\"" + MODEL + "\",\"answer\":{\"frames\":30,\"wait_for\":\"moved\"%s}}";

    @TempDir
    private static Path folder;

    private static DemoProcess demo;
    private static HttpClient http;

    @BeforeAll
    static void start() throws IOException {
        demo = DemoProcess.start(folder);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void end() {
        if (http != null) {
            http.shutdownNow();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static JsonNode asked(String method, URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer sk_test_demo")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertTrue(answer.statusCode() < 300, answer.body());
        return JSON.readTree(answer.body());
    }

    private static JsonNode florin(String method, String path, String body) throws IOException, InterruptedException {
        return asked(method, URI.create(demo.address() + path), body);
    }

    private static ModelCaller caller(String key, String more) throws IOException {
        return new ModelCaller(
                URI.create(demo.address()),
                "/openai/v1/chat/completions",
                key,
                "{\"model\":\"" + MODEL + "\",\"max_tokens\":100" + more
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}");
    }

    @Test
    void callsThatRunStayAliveHoweverFarTheClockIsMoved() throws IOException, InterruptedException {
        URI models = URI.create(
                florin("GET", "/v1/test/sandbox", "").path("model_control").asString());
        florin("PUT", "/v1/prices/" + MODEL, """
                {"provider":"openai","per_million":{"input":"3","output":"15"},"context_tokens":200000,\
                "max_output_tokens":16000}""");
        String key = florin("POST", "/v1/accounts/ada/keys", "{\"name\":\"clock\"}")
                .path("secret")
                .asString();
        URI scripts = URI.create(models + "/scripts");
        asked("POST", scripts, WAITS.formatted(",\"wait_after\":7"));
        try (ModelCaller stream = caller(key, ",\"stream\":true")) {
            assertTrue(stream.hearsContent(), stream::heard);
            asked("POST", scripts, WAITS.formatted(""));
            try (ModelCaller whole = caller(key, "")) {
                while (florin("GET", "/v1/accounts/ada/holds?status=open", "")
                                .path("data")
                                .size()
                        < 2) {
                    Thread.onSpinWait();
                }
                for (String step : new String[] {"PT3M", "PT1H", "P3D"}) {
                    florin("POST", "/v1/test/clock", "{\"advance\":\"" + step + "\"}");
                    florin("POST", "/v1/test/run", "{\"job\":\"expire_holds\"}");
                }
                asked("POST", URI.create(models + "/latches/moved"), "{}");
                assertTrue(whole.all().contains(" word"), whole::heard);
            }
            assertTrue(stream.hears("[DONE]"), stream::heard);
        }
        JsonNode rows = florin("GET", "/v1/accounts/ada/transactions?type=charge&limit=2", "")
                .path("data");
        for (JsonNode row : rows) {
            assertEquals(MODEL, row.path("model").asString());
            assertFalse(row.path("estimated").asBoolean(), row.toString());
            assertEquals(30, row.at("/usage/output_tokens").asInt(), row.toString());
        }
        assertEquals(
                0,
                florin("GET", "/v1/accounts/ada/holds?status=open", "")
                        .path("data")
                        .size());
    }
}
