package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request from the socket to its handler and the answer back: the outermost loop of the server. Thread-safe.
 *
 * <p>The order of checks is the contract's: stopping 503, path 404 and method 405, announced size 413, key 401, rate 429, then
 * the body (413, 415, 400), then what {@link Request#admit} looks at, then the handler. A chunked body's size is known only
 * by reading it, which is done for nobody without a key.
 */
final class Dispatch {
    private static final byte[] NO_BYTES = {};

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private static final String HEAD = "HEAD";
    private static final HeaderName API_KEY = HeaderNames.create("x-api-key");
    private static final int FIRST_REFUSAL = 400;

    private final RouteTree tree;
    private final Authentication authentication;
    private final SlowRequests slow;
    private final RequestIds ids;
    private final HttpMetrics metrics;
    private final Traffic traffic;
    private final String docs;
    private final ProblemForms forms;

    Dispatch(
            RouteTree tree,
            Authentication authentication,
            SlowRequests slow,
            RequestIds ids,
            HttpMetrics metrics,
            Traffic traffic,
            String docs,
            ProblemForms forms) {
        this.tree = tree;
        this.authentication = authentication;
        this.slow = slow;
        this.ids = ids;
        this.metrics = metrics;
        this.traffic = traffic;
        this.docs = docs;
        this.forms = forms;
    }

    /** One request on its way. */
    private static final class Exchange {
        private final ServerRequest request;
        private final ServerResponse response;
        private final String id;
        private final BodyReader body;
        private final SlowRequests.Passage passage;
        private @Nullable Route route;

        Exchange(ServerRequest request, ServerResponse response, String id, SlowRequests.Passage passage) {
            this.request = request;
            this.response = response;
            this.id = id;
            this.passage = passage;
            this.body = new BodyReader(request);
        }
    }

    void handle(ServerRequest request, ServerResponse response) {
        long begun = System.nanoTime();
        Exchange exchange = new Exchange(request, response, requestId(request.headers()), slow.current());
        traffic.begin();
        int status = 0;
        try {
            Answer answer = answer(exchange);
            status = answer.status();
            if (answer instanceof Answer.Streamed streamed) {
                try (Answer.Body _ = streamed.body()) {
                    send(exchange, answer);
                }
            } else {
                send(exchange, answer);
            }
        } finally {
            traffic.end();
            metrics.count(exchange.route, status, System.nanoTime() - begun);
        }
    }

    private String requestId(ServerRequestHeaders headers) {
        if (headers.contains(StandardHeaders.REQUEST_ID)) {
            String id = headers.get(StandardHeaders.REQUEST_ID).get();
            if (RequestIds.isValid(id)) {
                return id;
            }
        }
        return ids.make();
    }

    private Answer answer(Exchange exchange) {
        try {
            Request request = request(exchange);
            Answer answer = Check.present(exchange.route, "route").handler().handle(request);
            Check.invariant(
                    request.isAdmitted() || answer.status() >= FIRST_REFUSAL,
                    "a handler answered without admitting the request");
            return answer;
        } catch (Refused e) {
            return problem(exchange, e.problem());
        } catch (CloseConnectionException e) {
            // The client has gone: there is nobody to answer.
            throw e;
        } catch (RuntimeException | Error e) {
            // The outermost loop: whoever asked is told, whatever it was.
            LOG.atError()
                    .addKeyValue("request_id", exchange.id)
                    .addKeyValue("route", exchange.route == null ? "" : exchange.route.template())
                    .setCause(e)
                    .log("request failed");
            return problem(exchange, Problem.of(ProblemCode.INTERNAL, "It has been logged under the request's id."));
        }
    }

    private Request request(Exchange exchange) {
        ServerRequest request = exchange.request;
        var prologue = request.prologue();
        String method = prologue.method().text();
        RouteTree.Match match = tree.find(prologue.uriPath().rawPath());
        if (match == null) {
            throw new Refused(Problem.notFound("Nothing is served at this path."));
        }
        // What answers GET answers HEAD: the same head, and no body.
        Route route = match.byMethod().get(method.equals(HEAD) ? "GET" : method);
        if (route == null) {
            String allowed = match.methods().stream()
                    .map(each -> each.equals("GET") ? "GET, HEAD" : each)
                    .collect(Collectors.joining(", "));
            exchange.response.headers().set(HeaderNames.ALLOW, allowed);
            throw new Refused(Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "Allowed here: " + allowed + "."));
        }
        exchange.route = route;
        if (traffic.isStopping() && !(route.access() instanceof Access.Anyone)) {
            throw new Refused(Problem.of(ProblemCode.OVERLOADED, "The server is stopping; nothing was done."));
        }
        exchange.body.checkDeclared(route.body());
        Caller caller = caller(exchange, route);
        if (route.body().raw() && route.body().isRead()) {
            exchange.body.checkMediaType(route.body());
        }
        byte[] raw = route.body().raw() ? exchange.body.bytes(route.body()) : NO_BYTES;
        JsonValue body = body(exchange, route, raw);
        exchange.passage.received();
        return new Request(new Request.Parts(
                exchange.id,
                route,
                match.names(),
                match.values(),
                prologue.uriPath().rawPath(),
                prologue.query().isEmpty() ? "" : prologue.query().rawValue(),
                body,
                ByteBuffer.wrap(raw),
                caller,
                docs,
                name -> values(request, HeaderNames.create(name)),
                exchange.passage::callerHasLeft));
    }

    /** Each as it was sent: a comma in one does not make it two. */
    private static List<String> values(ServerRequest request, HeaderName header) {
        return request.headers().contains(header)
                ? request.headers().get(header).allValues()
                : List.of();
    }

    private Caller caller(Exchange exchange, Route route) {
        if (route.access().needsNoKey()) {
            return new Caller.Anonymous();
        }
        List<String> authorization = values(exchange.request, HeaderNames.AUTHORIZATION);
        String address = exchange.request.remotePeer().host();
        if (authorization.isEmpty() && route.access() instanceof Access.AccountKeys) {
            return authentication.callerWith(one(values(exchange.request, API_KEY)), address);
        }
        return authentication.caller(one(authorization), address);
    }

    private static Optional<String> one(List<String> values) {
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static JsonValue body(Exchange exchange, Route route, byte[] raw) {
        if (!route.body().isParsed()) {
            return new JsonValue.Members();
        }
        if (!route.body().isRead() || !exchange.body.isPresent()) {
            exchange.body.skipShort();
            return new JsonValue.Members();
        }
        exchange.body.checkMediaType(route.body());
        JsonValue value = route.body().raw() ? JsonBody.parse(raw, raw.length) : exchange.body.read(route.body());
        boolean batch = value instanceof JsonValue.Elements && route.body().batches();
        if (!batch && !(value instanceof JsonValue.Members)) {
            throw new Refused(Problem.invalidField("body", "must be an object, not " + value.kind()));
        }
        return value;
    }

    private Answer problem(Exchange exchange, Problem problem) {
        if (problem.code().saysWhenToRetry()) {
            exchange.response.headers().set(HeaderNames.RETRY_AFTER, Long.toString(problem.retryAfterSeconds()));
        }
        if (problem.code() == ProblemCode.INVALID_KEY) {
            exchange.response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        Optional<ProblemForm> form =
                forms.of(exchange.request.prologue().uriPath().rawPath());
        if (form.isPresent()) {
            return form.get().answer(problem, exchange.id);
        }
        ErrorPages pages = forms.toPeople();
        if (pages != null && isForAPerson(exchange)) {
            return pages.page(problem, exchange.id);
        }
        JsonOut out = new JsonOut();
        problem.write(out, docs, exchange.id);
        return new Answer.Whole(problem.code().status(), MediaTypes.PROBLEM, out.bytes(), out.length(), List.of());
    }

    /** Whoever asked for a page, or by a browser for something that is not there, is answered by a page. */
    private static boolean isForAPerson(Exchange exchange) {
        Route route = exchange.route;
        return route == null
                ? exchange.request.headers().values(HeaderNames.ACCEPT).stream()
                        .anyMatch(accept -> accept.contains("text/html"))
                : route.access() instanceof Access.Visitors;
    }

    private void send(Exchange exchange, Answer answer) {
        exchange.body.skipShort();
        boolean closes = !exchange.body.isConsumed()
                || traffic.isStopping()
                || (exchange.request.headers().contains(HeaderNames.CONNECTION)
                        && exchange.request.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
        ServerResponse response = exchange.response;
        response.status(Status.create(answer.status()));
        setHeaders(exchange, answer, closes);
        exchange.passage.sending();
        boolean headOnly = exchange.request.prologue().method().text().equals(HEAD);
        switch (answer) {
            case Answer.Whole whole
            when headOnly -> {
                response.headers().set(HeaderNames.CONTENT_LENGTH, Integer.toString(whole.length()));
                response.send(new byte[0]);
            }
            case Answer.Streamed _ when headOnly -> response.send(new byte[0]);
            case Answer.Whole whole -> response.send(whole.bytes(), 0, whole.length());
            case Answer.Streamed streamed -> stream(exchange, streamed);
        }
        exchange.passage.sent();
        if (!exchange.body.isConsumed()) {
            exchange.passage.linger();
        }
        if (closes) {
            // Helidon says so to the client, but leaves the closing to it.
            throw new CloseConnectionException("This was the last answer on the connection");
        }
    }

    private static void setHeaders(Exchange exchange, Answer answer, boolean closes) {
        ServerResponseHeaders headers = exchange.response.headers();
        switch (answer.contentType()) {
            case MediaTypes.JSON -> headers.set(StandardHeaders.JSON);
            case MediaTypes.PROBLEM -> headers.set(StandardHeaders.PROBLEM);
            default -> headers.set(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        headers.set(StandardHeaders.REQUEST_ID, exchange.id);
        headers.set(StandardHeaders.NO_SNIFF);
        headers.set(StandardHeaders.NO_STORE);
        headers.set(StandardHeaders.NOTHING_RUNS);
        if (closes) {
            headers.set(HeaderValues.CONNECTION_CLOSE);
        }
        for (Answer.Header header : answer.headers()) {
            headers.set(HeaderNames.create(header.name()), header.value());
        }
    }

    /** Sends an answer while it is made. Once its head is out, a failure can only be told by cutting the connection. */
    private static void stream(Exchange exchange, Answer.Streamed answer) {
        SlowRequests.Passage passage = exchange.passage;
        try (OutputStream out = new TimedOutput(exchange.response.outputStream(), passage)) {
            passage.sent();
            answer.body().write(out);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("The client went away", e);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("request_id", exchange.id).setCause(e).log("streamed answer failed");
            throw new CloseConnectionException("The answer could not be finished", e);
        }
    }
}
