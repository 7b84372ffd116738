package dev.florin.server.gateway.calls;

import dev.florin.server.gateway.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Asks providers. Never follows a redirect: it would carry a prompt and a key to an address nobody configured. Thread-safe. */
public final class ProviderClient implements AutoCloseable {
    /** Longer than any answer with pictures in it. */
    private static final long LONGEST_ANSWER = 64L * 1024 * 1024;

    /** Longer than any error; what is longer is a page of some proxy. */
    private static final int LONGEST_REFUSAL = 1 << 20;

    /** A caller who left is to be seen within 5 seconds. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Up to a day; more is a mistake. */
    private static final Pattern WAIT = Pattern.compile("[0-9]{1,5}");

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    /** A call is handed on a dozen times between what reads, what parses and who waits: between virtual threads that is cheap. */
    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();

    private final HttpClient http;

    public ProviderClient(Duration connectWithin) {
        http = HttpClient.newBuilder()
                .connectTimeout(connectWithin)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .executor(tasks)
                .build();
    }

    /** What asking came to. */
    public sealed interface Result extends Tried {
        /** The provider said something, whatever it is. */
        final class Answered implements Result {
            private final int status;
            private final byte[] body;
            private final OptionalLong retryAfter;

            Answered(int status, byte[] body, OptionalLong retryAfter) {
                this.status = status;
                this.body = body.clone();
                this.retryAfter = retryAfter;
            }

            @Override
            public Fate fate() {
                return Fate.of(status);
            }

            /** Seconds that it asks to wait; empty where it does not say. */
            OptionalLong retryAfter() {
                return retryAfter;
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
        record Unreached() implements Result {
            @Override
            public Fate fate() {
                return Fate.UNREACHED;
            }
        }

        /**
         * It was asked, and no whole answer came.
         *
         * @param read whether it may have read the request, and so may bill it
         */
        record BrokeOff(boolean read) implements Result {
            @Override
            public Fate fate() {
                return Fate.unanswered(read);
            }
        }

        /**
         * Whoever asked did not wait.
         *
         * @param accepted whether the request had been written in full
         */
        record Left(boolean accepted) implements Result {
            @Override
            public Fate fate() {
                return Fate.LEFT;
            }
        }
    }

    /** What opening a stream came to. */
    sealed interface Opening extends Tried {
        /** Nobody was reached. */
        record Unreached() implements Opening {
            @Override
            public Fate fate() {
                return Fate.UNREACHED;
            }
        }

        /**
         * It was asked, and did not accept.
         *
         * @param read whether it may have read the request, and so may bill it
         */
        record BrokeOff(boolean read) implements Opening {
            @Override
            public Fate fate() {
                return Fate.unanswered(read);
            }
        }

        /**
         * Whoever asked has left before the provider accepted.
         *
         * @param read whether the request had been written in full
         */
        record Left(boolean read) implements Opening {
            @Override
            public Fate fate() {
                return Fate.LEFT;
            }
        }

        /** It answered, and not with a stream. */
        record Refused(Result.Answered answered) implements Opening {
            @Override
            public Fate fate() {
                return answered.fate();
            }
        }

        /** It accepted. */
        record Opened(ProviderStream stream) implements Opening {
            @Override
            public Fate fate() {
                return Fate.ACCEPTED;
            }
        }
    }

    /**
     * Asks for a stream and waits for its headers, as long as the caller does.
     *
     * @param deadline until when, by {@link System#nanoTime}
     */
    Opening open(Endpoint endpoint, Dialect dialect, byte[] body, long deadline, Presence caller)
            throws InterruptedException {
        WatchedBody sent = new WatchedBody(body);
        CompletableFuture<HttpResponse<ProviderStream>> asked =
                http.sendAsync(request(endpoint, dialect, sent, EVENTS), head -> new ProviderStream());
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
                    return new Opening.Refused(new Result.Answered(
                            answer.statusCode(), rest(answer.body(), deadline), retryAfter(answer)));
                } catch (TimeoutException _) {
                    if (caller.hasLeft()) {
                        return new Opening.Left(sent.isWritten());
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        return new Opening.BrokeOff(sent.isWritten());
                    }
                }
            }
        } catch (ExecutionException e) {
            return isUnreached(e) ? new Opening.Unreached() : new Opening.BrokeOff(sent.isWritten());
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
     *
     * @param deadline until when, by {@link System#nanoTime}
     */
    Result ask(Endpoint endpoint, Dialect dialect, byte[] body, long deadline, Presence caller, StillWaiting waiting)
            throws InterruptedException {
        WatchedBody sent = new WatchedBody(body);
        WatchedAnswer coming = new WatchedAnswer(LONGEST_ANSWER);
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request(endpoint, dialect, sent, JSON), coming);
        long idle = endpoint.patience().idle().toNanos();
        try {
            while (true) {
                long now = System.nanoTime();
                long left =
                        coming.hasBegun() ? Math.min(deadline - now, coming.heardAt() + idle - now) : deadline - now;
                try {
                    HttpResponse<byte[]> answer =
                            asked.get(Math.max(0, Math.min(left, LOOK_EVERY.toNanos())), TimeUnit.NANOSECONDS);
                    return new Result.Answered(answer.statusCode(), answer.body(), retryAfter(answer));
                } catch (TimeoutException _) {
                    if (caller.hasLeft()) {
                        return new Result.Left(sent.isWritten());
                    }
                    if (isOver(deadline, coming, idle)) {
                        return new Result.BrokeOff(sent.isWritten());
                    }
                    waiting.told(sent.isWritten());
                }
            }
        } catch (ExecutionException e) {
            return isUnreached(e) ? new Result.Unreached() : new Result.BrokeOff(sent.isWritten());
        } finally {
            asked.cancel(true);
        }
    }

    private static boolean isOver(long deadline, WatchedAnswer coming, long idle) {
        long now = System.nanoTime();
        return now - deadline >= 0 || (coming.hasBegun() && now - coming.heardAt() >= idle);
    }

    /** As seconds, the one form that providers use. */
    private static OptionalLong retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> WAIT.matcher(text).matches())
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    private static boolean isUnreached(ExecutionException e) {
        return switch (e.getCause()) {
            case ConnectException _, HttpConnectTimeoutException _ -> true;
            case IOException _ -> false;
            case null, default -> throw new IllegalStateException("asking a provider failed", e);
        };
    }

    private static HttpRequest request(Endpoint endpoint, Dialect dialect, WatchedBody body, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.uri(dialect))
                .header("Content-Type", JSON)
                .header("Accept", accept)
                .POST(body);
        if (dialect.isAnthropic()) {
            request.header("anthropic-version", ANTHROPIC_VERSION);
        }
        String key = endpoint.key();
        if (key != null) {
            if (dialect.isAnthropic()) {
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
        tasks.shutdownNow();
    }
}
