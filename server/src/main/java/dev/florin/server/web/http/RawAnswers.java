package dev.florin.server.web.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Problem answers to requests that never reach a route: not HTTP, too slow, or far too large. Each ends its connection.
 * Thread-safe.
 */
final class RawAnswers implements DirectHandler {
    private final String docs;
    private final RequestIds ids;

    RawAnswers(String docs, RequestIds ids) {
        this.docs = docs;
        this.ids = ids;
    }

    /** The bytes of a whole answer, head and body. */
    byte[] closing(Problem problem) {
        String id = ids.make();
        byte[] body = body(problem, id);
        String head = "HTTP/1.1 " + problem.code().status() + " "
                + Status.create(problem.code().status()).reasonPhrase() + "\r\n"
                + "Content-Type: " + MediaTypes.PROBLEM + "\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + "X-Request-Id: " + id + "\r\n"
                + "Cache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "Connection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, answer, start.length, body.length);
        return answer;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request, EventType event, Status status, ServerResponseHeaders headers, String message) {
        Problem problem = problem(request, event, status);
        String id = ids.make();
        headers.set(HeaderNames.CONTENT_TYPE, MediaTypes.PROBLEM);
        headers.set(StandardHeaders.REQUEST_ID, id);
        headers.set(StandardHeaders.NO_STORE);
        headers.set(StandardHeaders.NO_SNIFF);
        headers.set(HeaderValues.CONNECTION_CLOSE);
        return TransportResponse.builder()
                .status(Status.create(problem.code().status()))
                .headers(headers)
                .keepAlive(false)
                .entity(body(problem, id))
                .build();
    }

    private static Problem problem(TransportRequest request, EventType event, Status status) {
        if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
            return Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression.");
        }
        if (status.code() == ProblemCode.BODY_TOO_LARGE.status()) {
            return Problem.of(ProblemCode.BODY_TOO_LARGE, "The body is too large.");
        }
        return switch (event) {
            case HTTP_VERSION_NOT_SUPPORTED ->
                Problem.of(
                        ProblemCode.INVALID_REQUEST,
                        "Speak HTTP/1.1; as a proxy, nginx does with proxy_http_version 1.1.");
            // Failures of handlers never come here: what Helidon calls its own are requests that it could not make
            // sense of.
            case BAD_REQUEST, PAYLOAD_TOO_LARGE, FORBIDDEN, INTERNAL_ERROR, OTHER ->
                Problem.of(
                        ProblemCode.INVALID_REQUEST,
                        "The request line, a header or the framing is not as HTTP has it.");
        };
    }

    private byte[] body(Problem problem, String id) {
        JsonOut out = new JsonOut();
        problem.write(out, docs, id);
        return Arrays.copyOf(out.bytes(), out.length());
    }
}
