package dev.florin.server.gateway.calls;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * The body of a request, of which it can be seen whether it was written in full: never told too late, since what was not written
 * in full may be sent elsewhere. Thread-safe.
 */
final class WatchedBody implements BodyPublisher {
    private final BodyPublisher bytes;
    private volatile boolean written;

    WatchedBody(byte[] body) {
        bytes = BodyPublishers.ofByteArray(body);
    }

    /** Whether whoever is asked may have all of it. */
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
            private long given;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                given += part.remaining();
                if (given >= contentLength()) {
                    written = true;
                }
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
