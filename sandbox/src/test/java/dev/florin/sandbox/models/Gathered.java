package dev.florin.sandbox.models;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer's body up to its end or to where it broke: unlike the JDK's stream, nothing that came is dropped. */
final class Gathered implements HttpResponse.BodySubscriber<Gathered.Body> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Body> body = new CompletableFuture<>();

    /** What came, and whether it was all. */
    record Body(String text, boolean whole) {}

    @Override
    public CompletionStage<Body> getBody() {
        return body;
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
        end(false);
    }

    @Override
    public void onComplete() {
        end(true);
    }

    private void end(boolean whole) {
        body.complete(new Body(bytes.toString(StandardCharsets.UTF_8), whole));
    }
}
