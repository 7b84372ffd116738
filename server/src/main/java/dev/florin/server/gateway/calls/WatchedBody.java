package dev.florin.server.gateway.calls;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** The body of a request, of which it can be seen whether it was written in full. Thread-safe. */
final class WatchedBody implements BodyPublisher {
    private final BodyPublisher bytes;
    private volatile boolean written;

    WatchedBody(byte[] body) {
        bytes = BodyPublishers.ofByteArray(body);
    }

    boolean isWritten() {
        return written;
    }

    @Override
    public long contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        bytes.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                subscriber.onNext(part);
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                written = true;
                subscriber.onComplete();
            }
        });
    }
}
