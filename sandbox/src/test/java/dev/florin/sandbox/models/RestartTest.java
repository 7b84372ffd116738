package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** When the server dies its stand-ins end with it; what tests have ordered and seen is there after the next start. */
class RestartTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    private record Started(Process process, JsonNode said) {
        String at(String name) {
            return said.path(name).asString();
        }
    }

    private Started start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.florin.sandbox.Main",
                        "--data",
                        folder.toString(),
                        "--webhook-url",
                        "http://127.0.0.1:1/webhooks",
                        "--webhook-secret",
                        "whsec_1",
                        "--clock-offset-micros",
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("{")) {
            line = out.readLine();
        }
        return new Started(process, JSON.readTree(line));
    }

    private static JsonNode post(String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer k")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static JsonNode calls(Started started) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(started.at("model_control") + "/calls"))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void scriptsLatchesAndRecordsOutliveTheProcess() throws IOException, InterruptedException {
        Started first = start();
        String script = "{\"model\":\"m\",\"times\":3,\"answer\":{\"text\":\"scripted\",\"wait_for\":\"go\"}}";
        assertEquals(
                "script_1",
                post(first.at("model_control") + "/scripts", script).path("id").asString());
        post(first.at("model_control") + "/latches/go", "");
        String call = "{\"model\": \"m\",\n \"messages\": [{\"role\": \"user\", \"content\": \"one\"}]}";
        post(first.at("openai") + "/chat/completions", call);
        JsonNode before = calls(first);
        first.process().getOutputStream().close();
        assertTrue(first.process().waitFor(20, TimeUnit.SECONDS), "it outlived its parent");
        Started second = start();
        try {
            assertEquals(first.at("openai"), second.at("openai"));
            assertEquals(before, calls(second));
            for (int i = 0; i < 2; i++) {
                JsonNode answer = post(second.at("openai") + "/chat/completions", call);
                assertEquals("scripted", answer.at("/choices/0/message/content").asString());
            }
            JsonNode after = calls(second).path("data");
            assertEquals(3, after.size());
            assertEquals(3, after.path(2).path("seq").asInt());
            assertTrue(post(second.at("openai") + "/chat/completions", call)
                    .at("/choices/0/message/content")
                    .asString()
                    .contains("overview"));
        } finally {
            second.process().getOutputStream().close();
            second.process().waitFor(20, TimeUnit.SECONDS);
        }
    }
}
