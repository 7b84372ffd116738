package dev.florin.server.gateway.calls;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a provider's answer as they come. Taken by one thread, given by the client's; no more is asked for than one piece
 * ahead, so that a caller who reads slowly holds up the provider and not the memory.
 */
final class ProviderStream implements BodySubscriber<ProviderStream>, AutoCloseable {
    /** Never holds more than a piece and the end, because no more is asked for. */
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean ended;
    private volatile boolean closed;

    /** What comes next. */
    sealed interface Piece {
        final class Bytes implements Piece {
            private final byte[] bytes;

            private Bytes(byte[] bytes) {
                this.bytes = bytes;
            }

            byte[] bytes() {
                return bytes;
            }
        }

        /** The answer's own end, or the connection's. */
        record End() implements Piece {}

        /** Nothing came in time. */
        record Nothing() implements Piece {}
    }

    /** Waits for what comes next, at most so long. */
    Piece next(Duration atMost) throws InterruptedException {
        @Nullable Piece next = pieces.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            return new Piece.Nothing();
        }
        Flow.Subscription source = subscription;
        if (next instanceof Piece.Bytes && source != null) {
            source.request(1);
        }
        return next;
    }

    @Override
    public CompletionStage<ProviderStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        if (closed) {
            source.cancel();
        } else {
            source.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int here = buffer.remaining();
            buffer.get(bytes, at, here);
            at += here;
        }
        pieces.add(new Piece.Bytes(bytes));
    }

    @Override
    public void onError(Throwable broken) {
        onComplete();
    }

    @Override
    public void onComplete() {
        ended = true;
        pieces.add(new Piece.End());
    }

    /** Gives up what has not come yet: the connection is closed, and the provider's work ends. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription source = subscription;
        if (source != null && !ended) {
            source.cancel();
        }
    }
}
