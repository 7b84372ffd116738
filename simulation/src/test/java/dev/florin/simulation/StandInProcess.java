package dev.florin.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stand-ins of Stripe and of a mail server in a process of their own, driven by its control address. Thread-safe. */
final class StandInProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    static final String SECRET = "whsec_ofTheSimulation";

    private final Process process;
    private final String stripe;
    private final String control;
    private final String openAi;
    private final String anthropic;
    private final String modelControl;
    private final String mail;
    private final int smtpPort;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private StandInProcess(Process process, JsonNode ready) {
        this.process = process;
        this.stripe = ready.path("stripe").asString();
        this.control = ready.path("stripe_control").asString();
        this.openAi = ready.path("openai").asString();
        this.anthropic = ready.path("anthropic").asString();
        this.modelControl = ready.path("model_control").asString();
        this.mail = ready.path("mail").asString();
        this.smtpPort = ready.path("smtp_port").asInt();
    }

    /** Starts one that sends its events to a server on {@code port}. */
    static StandInProcess start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.florin.sandbox.Main",
                        "--data",
                        folder.toString(),
                        "--webhook-url",
                        "http://127.0.0.1:" + port + "/webhooks/stripe",
                        "--webhook-secret",
                        SECRET,
                        "--clock-offset-micros",
                        "0"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.startsWith("{")) { // with these classes it logs beside it
            line = said.readLine();
        }
        return new StandInProcess(process, JSON.readTree(line));
    }

    /** With these a server takes it for Stripe and for its mail server. */
    Map<String, String> settings() {
        return Map.of(
                "FLORIN_STRIPE_KEY",
                "sk_test_simulation",
                "FLORIN_STRIPE_URL",
                stripe,
                "FLORIN_STRIPE_WEBHOOK_SECRETS",
                SECRET,
                "FLORIN_SMTP_URL",
                "smtp://127.0.0.1:" + smtpPort,
                "FLORIN_MAIL_FROM",
                "Example <billing@example.com>",
                "FLORIN_SELLER_NAME",
                "Example & Sons",
                "FLORIN_SUPPORT_EMAIL",
                "support@florin.example");
    }

    /** With this a server takes it for every provider of models; those named Anthropic speak so. */
    String providers() {
        String more = ";first_byte=15s;idle=8s;key=STAND_IN_KEY";
        return "anthropic=" + anthropic + "/v1;anthropic" + more + " *=" + openAi + more;
    }

    JsonNode models(String path) {
        return asked(HttpRequest.newBuilder(URI.create(modelControl + path)).GET());
    }

    JsonNode models(String path, String body) {
        return asked(HttpRequest.newBuilder(URI.create(modelControl + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode get(String path) {
        return asked(HttpRequest.newBuilder(URI.create(control + path)).GET());
    }

    /** The mails that somebody has got, the oldest first. */
    JsonNode mails(String to) {
        return asked(HttpRequest.newBuilder(URI.create(mail + "/messages?to=" + to))
                        .GET())
                .path("data");
    }

    JsonNode post(String path, String body) {
        return asked(HttpRequest.newBuilder(URI.create(control + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    void delete(String path) {
        asked(HttpRequest.newBuilder(URI.create(control + path)).DELETE());
    }

    /** What somebody sees in Stripe's dashboard. */
    JsonNode dashboard(String path) {
        return asked(HttpRequest.newBuilder(URI.create(stripe + path))
                .header("Authorization", "Bearer sk_test_dashboard")
                .GET());
    }

    void dashboardDelete(String path) {
        asked(HttpRequest.newBuilder(URI.create(stripe + path))
                .header("Authorization", "Bearer sk_test_dashboard")
                .DELETE());
    }

    /** What somebody does in Stripe's dashboard. */
    JsonNode dashboard(String path, String form) {
        return asked(HttpRequest.newBuilder(URI.create(stripe + path))
                .header("Authorization", "Bearer sk_test_dashboard")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private JsonNode asked(HttpRequest.Builder request) {
        try {
            String body = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return JSON.readTree(body.isEmpty() ? "{}" : body);
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        http.close();
    }
}
