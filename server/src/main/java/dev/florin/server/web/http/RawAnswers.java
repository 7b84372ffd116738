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
    private final ProblemForms forms;

    RawAnswers(String docs, RequestIds ids, ProblemForms forms) {
        this.docs = docs;
        this.ids = ids;
        this.forms = forms;
    }

    /** The bytes of a whole answer, head and body, to a request whose path nobody knows. */
    byte[] closing(Problem problem) {
        return closing(problem, "");
    }

    /** The same in the form that callers of a path expect. */
    byte[] closing(Problem problem, String rawPath) {
        String id = ids.make();
        Answer.Whole answer = forms.of(rawPath)
                .map(form -> form.answer(problem, id))
                .orElseGet(() -> Answer.bytes(problem.code().status(), MediaTypes.PROBLEM, body(problem, id)));
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " "
                + Status.create(answer.status()).reasonPhrase() + "\r\n"
                + "Content-Type: " + answer.contentType() + "\r\n"
                + "Content-Length: " + answer.length() + "\r\n"
                + "X-Request-Id: " + id + "\r\n"
                + "Cache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n");
        for (Answer.Header each : answer.headers()) {
            head.append(each.name()).append(": ").append(each.value()).append("\r\n");
        }
        byte[] start = head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(start, start.length + answer.length());
        System.arraycopy(answer.bytes(), 0, whole, start.length, answer.length());
        return whole;
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
