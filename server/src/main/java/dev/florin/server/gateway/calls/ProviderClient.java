package dev.florin.server.gateway.calls;

import dev.florin.server.gateway.wire.Dialect;
import java.io.ByteArrayOutputStream;
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

    /** Longer than any error; what is longer is a page of some proxy. */
    private static final int LONGEST_REFUSAL = 1 << 20;

    /** A caller who left is to be seen within 5 seconds. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
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

        /**
         * Whoever asked did not wait.
         *
         * @param accepted whether the request had been written in full
         */
        record Left(boolean accepted) implements Result {}
    }

    /** What opening a stream came to. */
    sealed interface Opening {
        record Unreached() implements Opening {}

        /** Asked, and silent until the time was over, or gone before it said anything. */
        record BrokeOff() implements Opening {}

        /** Whoever asked has left before the provider accepted. */
        record Left() implements Opening {}

        /** It answered, and not with a stream. */
        record Refused(Result.Answered answered) implements Opening {}

        /** It accepted. */
        record Opened(ProviderStream stream) implements Opening {}
    }

    /** Asks for a stream and waits for its headers, as long as the caller does. */
    Opening open(Provider provider, Dialect dialect, byte[] body, Presence caller) throws InterruptedException {
        long deadline = System.nanoTime() + provider.patience().firstByte().toNanos();
        CompletableFuture<HttpResponse<ProviderStream>> asked =
                http.sendAsync(request(provider, dialect, new WatchedBody(body), EVENTS), head -> new ProviderStream());
        boolean opened = false;
        try {
            while (true) {
                try {
                    long wait = Math.min(deadline - System.nanoTime(), LOOK_EVERY.toNanos());
                    HttpResponse<ProviderStream> answer = asked.get(Math.max(0, wait), TimeUnit.NANOSECONDS);
                    if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
                        opened = true;
                        return new Opening.Opened(answer.body());
                    }
                    return new Opening.Refused(new Result.Answered(answer.statusCode(), rest(answer.body(), deadline)));
                } catch (TimeoutException _) {
                    if (caller.hasLeft()) {
                        return new Opening.Left();
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        return new Opening.BrokeOff();
                    }
                }
            }
        } catch (ExecutionException e) {
            return failed(e) instanceof Result.Unreached ? new Opening.Unreached() : new Opening.BrokeOff();
        } finally {
            if (!opened) {
                giveUp(asked);
            }
        }
    }

    /** Also where the headers come at this very moment. */
    private static void giveUp(CompletableFuture<HttpResponse<ProviderStream>> asked) {
        var _ = asked.whenComplete((answer, failure) -> {
            if (answer != null) {
                answer.body().close();
            }
        });
        asked.cancel(true);
    }

    /** The body of a refusal, or as much of it as comes in time. */
    private static byte[] rest(ProviderStream stream, long deadline) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < LONGEST_REFUSAL) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!(stream.next(left) instanceof ProviderStream.Piece.Bytes piece)) {
                break;
            }
            bytes.writeBytes(piece.bytes());
        }
        return bytes.toByteArray();
    }

    /**
     * Waits for the whole answer as long as the caller does; where that one leaves, or the thread is interrupted, the provider's
     * work is given up.
     */
    Result ask(Provider provider, Dialect dialect, byte[] body, Presence caller) throws InterruptedException {
        long deadline = System.nanoTime() + provider.patience().whole().toNanos();
        WatchedBody sent = new WatchedBody(body);
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(
                request(provider, dialect, sent, JSON),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            while (true) {
                try {
                    long wait = Math.min(deadline - System.nanoTime(), LOOK_EVERY.toNanos());
                    HttpResponse<byte[]> answer = asked.get(Math.max(0, wait), TimeUnit.NANOSECONDS);
                    return new Result.Answered(answer.statusCode(), answer.body());
                } catch (TimeoutException _) {
                    if (caller.hasLeft()) {
                        return new Result.Left(sent.isWritten());
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        return new Result.BrokeOff();
                    }
                }
            }
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

    private static HttpRequest request(Provider provider, Dialect dialect, WatchedBody body, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(provider.uri(dialect))
                .header("Content-Type", JSON)
                .header("Accept", accept)
                .POST(body);
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
