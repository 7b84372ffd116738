package dev.florin.server.gateway.calls;

import dev.florin.server.gateway.wire.Dialect;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks providers. Never follows a redirect: it would carry a prompt and a key to an address nobody configured. Thread-safe. */
public final class ProviderClient implements AutoCloseable {
    /** Longer than any answer with pictures in it. */
    private static final long LONGEST_ANSWER = 64L * 1024 * 1024;

    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private final HttpClient http;

    public ProviderClient(Duration connectWithin) {
        http = HttpClient.newBuilder()
                .connectTimeout(connectWithin)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** What asking came to. */
    public sealed interface Result {
        /** The provider said something, whatever it is. */
        final class Answered implements Result {
            private final int status;
            private final byte[] body;

            Answered(int status, byte[] body) {
                this.status = status;
                this.body = body.clone();
            }

            boolean isSuccess() {
                return status >= 200 && status < 300;
            }

            public int status() {
                return status;
            }

            public byte[] body() {
                return body.clone();
            }
        }

        /** Nobody was reached: nothing can have been billed. */
        record Unreached() implements Result {}

        /** It was asked, and no whole answer came. */
        record BrokeOff() implements Result {}
    }

    /** Waits for the whole answer; a thread that is interrupted leaves, and the provider's work is given up. */
    Result ask(Provider provider, Dialect dialect, byte[] body) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(
                request(provider, dialect, body), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            HttpResponse<byte[]> answer = asked.get(provider.patience().whole().toMillis(), TimeUnit.MILLISECONDS);
            return new Result.Answered(answer.statusCode(), answer.body());
        } catch (TimeoutException _) {
            return new Result.BrokeOff();
        } catch (ExecutionException e) {
            return failed(e);
        } finally {
            asked.cancel(true);
        }
    }

    private static Result failed(ExecutionException e) {
        return switch (e.getCause()) {
            case ConnectException _, HttpConnectTimeoutException _ -> new Result.Unreached();
            case IOException _ -> new Result.BrokeOff();
            case null, default -> throw new IllegalStateException("asking a provider failed", e);
        };
    }

    private static HttpRequest request(Provider provider, Dialect dialect, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(provider.uri(dialect))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (provider.anthropic()) {
            request.header("anthropic-version", ANTHROPIC_VERSION);
        }
        String key = provider.key();
        if (key != null) {
            if (provider.anthropic()) {
                request.header("x-api-key", key);
            } else {
                request.header("Authorization", "Bearer " + key);
            }
        }
        return request.build();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
