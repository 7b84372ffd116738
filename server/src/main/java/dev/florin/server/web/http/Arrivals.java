package dev.florin.server.web.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.OptionalLong;

/**
 * Sees each request arrive: starts its clock, and turns away a body that announces itself as larger than any route takes.
 *
 * <p>The web server would turn it away too, but would then close a connection into which the client is still writing, and the
 * client would see a reset instead of the answer. It must remain the only listener: Helidon 4.5 calls none where there are
 * two. Thread-safe.
 */
final class Arrivals implements Http1ConnectionListener {
    /** Of the request that a connection's thread is at: its headers come without it. */
    private static final ThreadLocal<String> PATH = ThreadLocal.withInitial(() -> "");

    private final long most;
    private final SlowRequests slow;
    private final RawAnswers answers;

    Arrivals(long most, SlowRequests slow, RawAnswers answers) {
        this.most = most;
        this.slow = slow;
        this.answers = answers;
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        slow.begin(connection);
        PATH.set(prologue.uriPath().rawPath());
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)
                || contentLength(headers).orElse(0) <= most) {
            return;
        }
        Problem problem = Problem.of(ProblemCode.BODY_TOO_LARGE, "The body is larger than " + most + " bytes.");
        connection.serverSocket().write(BufferData.create(answers.closing(problem, PATH.get())));
        slow.current().linger();
        throw new CloseConnectionException("The body was too large");
    }

    /** Absent too where it is no number, which is refused elsewhere. */
    private static OptionalLong contentLength(Headers headers) {
        try {
            return headers.contentLength();
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }
}
