package dev.florin.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that calls are measured through: the provider's stand-in, Florin before it, and Portkey before it. */
final class GatewayServers implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofMinutes(1);
    private static final Duration INSTALL_WITHIN = Duration.ofMinutes(3);
    private static final String PORTKEY = "@portkey-ai/gateway";

    /** What it asks for as "^1.3.3"; from 1.14 on its streams fail on Node 20 with "TypeError: immutable". */
    private static final String PACKAGES =
            "{\"dependencies\":{\"" + PORTKEY + "\":\"*\"},\"overrides\":{\"@hono/node-server\":\"~1.13.8\"}}";

    private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");

    /** Each connection spends by a key of its own account, as different customers do. */
    static final int ACCOUNTS = 64;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Consumer<String> progress;
    private final List<OtherProgram> programs = new ArrayList<>();
    private final int provider;

    GatewayServers(Path folder, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
        OtherProgram standIn =
                started(OtherProgram.java("the provider", folder, Map.of(), ProviderStandIn.class.getName()));
        this.provider = Integer.parseInt(standIn.lineBeginning(ProviderStandIn.LISTENS, START_WITHIN)
                .substring(ProviderStandIn.LISTENS.length()));
    }

    private OtherProgram started(OtherProgram program) {
        programs.add(program);
        return program;
    }

    /** The provider itself, without anything between. */
    IntFunction<CallConnection.Target> direct() {
        CallConnection.Target target =
                new CallConnection.Target("direct", provider, "/v1/chat/completions", "Authorization: Bearer any\r\n");
        return _ -> target;
    }

    /** Florin as {@code ./florin serve} runs it, with accounts that have credit and a key each. */
    IntFunction<CallConnection.Target> florin(BenchDatabase database) {
        String key = HttpRuns.operatorKey();
        int port = FreePort.find();
        started(HttpRuns.florin(
                        database.address(),
                        folder,
                        port,
                        key,
                        Map.of("FLORIN_PROVIDERS", "bench=http://127.0.0.1:" + provider + "/v1")))
                .lineBeginning("Florin serves at", START_WITHIN);
        ask(
                port,
                key,
                "PUT",
                "/v1/prices/bench",
                "{\"provider\":\"bench\",\"per_million\":{\"input\":\"1.00\",\"output\":\"2.00\"},\"context_tokens\":100000,"
                        + "\"max_output_tokens\":10000}");
        List<CallConnection.Target> targets = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            String account = "/v1/accounts/bench-" + i;
            ask(port, key, "POST", "/v1/accounts", "{\"id\":\"bench-" + i + "\"}");
            ask(port, key, "PUT", account + "/plan", "{\"plan\":\"pro\"}");
            ask(
                    port,
                    key,
                    "POST",
                    account + "/grants",
                    "{\"amount\":\"1000\",\"kind\":\"promo\",\"reason\":\"bench\"}");
            Matcher secret = SECRET.matcher(ask(port, key, "POST", account + "/keys", "{\"name\":\"bench\"}"));
            if (!secret.find()) {
                throw new BenchFault("a key has no secret");
            }
            targets.add(new CallConnection.Target(
                    "Florin",
                    port,
                    "/openai/v1/chat/completions",
                    "Authorization: Bearer " + secret.group(1) + "\r\n"));
        }
        return connection -> targets.get(connection % ACCOUNTS);
    }

    private String ask(int port, String key, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new BenchFault(method + " " + path + " was answered: " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new BenchFault(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        }
    }

    /** The gateway of npm, installed into the run's folder; empty, and said, where that is not possible. */
    Optional<IntFunction<CallConnection.Target>> portkey() {
        progress.accept("installing " + PORTKEY + " from npm ...");
        try {
            Files.writeString(folder.resolve("package.json"), PACKAGES);
            Process npm = new ProcessBuilder("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", ".")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(INSTALL_WITHIN) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                progress.accept(PORTKEY + " is left out: npm could not install it: "
                        + Files.readString(folder.resolve("npm.log")).strip());
                return Optional.empty();
            }
        } catch (IOException e) {
            progress.accept(PORTKEY + " is left out: there is no npm (" + e.getMessage() + ")");
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a measurement was interrupted", e);
        }
        int port = FreePort.find();
        started(OtherProgram.start(
                "Portkey",
                folder,
                Map.of("NODE_ENV", "production", "TRUSTED_CUSTOM_HOSTS", "127.0.0.1,localhost"),
                List.of(
                        "node",
                        folder.resolve("node_modules/" + PORTKEY + "/build/start-server.js")
                                .toString(),
                        "--headless",
                        "--port=" + port)));
        String headers = "Authorization: Bearer any\r\nx-portkey-provider: openai\r\nx-portkey-custom-host: "
                + "http://127.0.0.1:" + provider + "/v1\r\n";
        CallConnection.Target target = new CallConnection.Target("Portkey", port, "/v1/chat/completions", headers);
        return answers(target) ? Optional.of(_ -> target) : Optional.empty();
    }

    private boolean answers(CallConnection.Target target) {
        long deadline = System.nanoTime() + START_WITHIN.toNanos();
        String why = "";
        while (System.nanoTime() < deadline) {
            try (CallConnection connection = new CallConnection(target)) {
                connection.call(false);
                connection.call(true);
                return true;
            } catch (IOException | BenchFault notYet) {
                why = String.valueOf(notYet.getMessage());
                Pause.of(Duration.ofMillis(500));
            }
        }
        progress.accept(PORTKEY + " is left out: it does not answer (" + why + ")");
        return false;
    }

    @Override
    public void close() {
        programs.reversed().forEach(OtherProgram::close);
        http.close();
    }
}
