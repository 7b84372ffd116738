package dev.florin.sandbox.models;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One answer up to its end or to where it broke: unlike the JDK's stream, nothing that came is dropped, even where the
 * client tells of the break in place of the answer.
 */
final class Gathered implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private volatile int status;
    private volatile boolean whole;

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo answer) {
        status = answer.statusCode();
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return read;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
    }

    @Override
    public void onError(Throwable why) {
        read.complete(null);
    }

    @Override
    public void onComplete() {
        whole = true;
        read.complete(null);
    }

    /** What was heard until the client was done with it; an answer without a head is what broke it. */
    RunningModels.Heard heard(@Nullable Throwable broken) {
        if (status == 0) {
            throw new CompletionException("no answer", broken);
        }
        return new RunningModels.Heard(status, bytes.toString(StandardCharsets.UTF_8), whole);
    }
}
