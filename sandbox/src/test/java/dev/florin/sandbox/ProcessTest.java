package dev.florin.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The process itself: how it starts, how it is killed, and what it never writes down. */
class ProcessTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private record Started(Process process, String stripe) {}

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
                        StandIn.SECRET,
                        "--clock-offset-micros",
                        "3600000000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return new Started(process, JSON.readTree(out.readLine()).path("stripe").asString());
    }

    private static JsonNode call(String method, String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer sk_test_1")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void whatWasAnsweredOutlivesAKillAndTheAddressStays() throws IOException, InterruptedException {
        Started first = start();
        String customer = call("POST", first.stripe() + "/v1/customers", "email=ada@example.test")
                .path("id")
                .asString();
        first.process().destroyForcibly().waitFor();
        Files.writeString(folder.resolve("stripe.journal.1"), "{\"put\":[[\"custo", StandardOpenOption.APPEND);
        Started second = start();
        assertEquals(first.stripe(), second.stripe());
        assertEquals(
                "ada@example.test",
                call("GET", second.stripe() + "/v1/customers/" + customer, "")
                        .path("email")
                        .asString());
        second.process().getOutputStream().close();
        assertTrue(second.process().waitFor(10, TimeUnit.SECONDS), "it outlived its parent");
    }

    @Test
    void aCardsNumberIsNeverWrittenDown() throws IOException, InterruptedException {
        Started started = start();
        String session = call(
                        "POST",
                        started.stripe() + "/v1/checkout/sessions",
                        "mode=setup&currency=usd&success_url=https://shop.test/")
                .path("url")
                .asString();
        call(
                "POST",
                started.stripe() + "/_standin/visit",
                "{\"url\":\"" + session + "\",\"card\":\"4000002500003155\"}");
        call("POST", started.stripe() + "/v1/payment_methods", "type=card&card[number]=4000002500003155&card[cvc]=987");
        started.process().destroyForcibly().waitFor();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> telling = files.filter(Files::isRegularFile)
                    .filter(file -> text(file).contains("4000002500003155"))
                    .toList();
            assertEquals(List.of(), telling);
        }
        assertTrue(text(folder.resolve("stripe.journal.1")).contains("\"last4\":\"3155\""));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
