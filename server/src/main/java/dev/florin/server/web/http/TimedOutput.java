package dev.florin.server.web.http;

import io.helidon.webserver.CloseConnectionException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The stream of an answer, of which each write has a time limit of its own. Whatever keeps bytes from the client is an
 * {@link IOException}, so that whoever writes can end its work in order. Used by one thread.
 */
final class TimedOutput extends FilterOutputStream {
    private final SlowRequests.Passage passage;

    TimedOutput(OutputStream out, SlowRequests.Passage passage) {
        super(out);
        this.passage = passage;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        timed(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        timed(out::flush);
    }

    @FunctionalInterface
    private interface Sending {
        void run() throws IOException;
    }

    private void timed(Sending sending) throws IOException {
        try {
            passage.sending();
            sending.run();
            passage.sent();
        } catch (UncheckedIOException | CloseConnectionException e) {
            throw new IOException("the client went away, or was cut off", e);
        }
    }

    @Override
    public void close() throws IOException {
        passage.sending();
        super.close();
    }
}
