package dev.florin.server.gateway.calls;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer in one piece, of which it can be seen when something came of it last. Thread-safe. */
final class WatchedAnswer implements BodyHandler<byte[]> {
    private final BodyHandler<byte[]> bytes;
    private volatile boolean begun;
    private volatile long heardAt;

    WatchedAnswer(long longest) {
        bytes = BodyHandlers.limiting(BodyHandlers.ofByteArray(), longest);
    }

    /** Whether its head is there. */
    boolean hasBegun() {
        return begun;
    }

    /** When something came last, by {@link System#nanoTime}; says nothing before it has begun. */
    long heardAt() {
        return heardAt;
    }

    private void heard() {
        heardAt = System.nanoTime();
        begun = true;
    }

    @Override
    public BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo head) {
        heard();
        BodySubscriber<byte[]> kept = bytes.apply(head);
        return new BodySubscriber<>() {
            @Override
            public CompletionStage<byte[]> getBody() {
                return kept.getBody();
            }

            @Override
            public void onSubscribe(Flow.Subscription source) {
                kept.onSubscribe(source);
            }

            @Override
            public void onNext(List<ByteBuffer> piece) {
                heard();
                kept.onNext(piece);
            }

            @Override
            public void onError(Throwable broken) {
                kept.onError(broken);
            }

            @Override
            public void onComplete() {
                kept.onComplete();
            }
        };
    }
}
