package dev.florin.server.web.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The stream of an answer, of which each write has a time limit of its own. Used by one thread. */
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
        passage.sending();
        out.write(bytes, offset, length);
        passage.sent();
    }

    @Override
    public void close() throws IOException {
        passage.sending();
        super.close();
    }
}
