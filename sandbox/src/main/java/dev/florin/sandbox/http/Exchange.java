package dev.florin.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.net.URLDecoder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * One request and the one thing that becomes of it: an answer, a stream, or a connection that breaks. Whoever waits on
 * its thread before that holds the connection without an answer.
 */
public final class Exchange {
    private final Request request;
    private final Response response;
    private final byte[] body;

    Exchange(Request request, Response response, byte[] body) {
        this.request = request;
        this.response = response;
        this.body = body;
    }

    public String method() {
        return request.getMethod();
    }

    /** The path, decoded. */
    public String path() {
        return URLDecoder.decode(request.getHttpURI().getPath().replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The query as it was sent, empty without one. */
    public String query() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    /** The query's fields; of a name that comes twice the last. */
    public Map<String, String> queryFields() {
        return fields(query());
    }

    /** The fields of a form that was posted. */
    public Map<String, String> formFields() {
        return fields(text());
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : encoded.isEmpty() ? new String[0] : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            fields.put(decoded(name), decoded(value));
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    public byte[] body() {
        return body;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public void answer(Answer answer) {
        head(answer.status(), answer.headers());
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            out.write(answer.body());
        } catch (IOException e) {
            throw new CallerLeft(e);
        }
    }

    /** Begins an answer whose body comes in pieces; each flush goes out at once. */
    public OutputStream stream(int status, Map<String, String> headers) {
        head(status, headers);
        return Content.Sink.asOutputStream(response);
    }

    private void head(int status, Map<String, String> headers) {
        response.setStatus(status);
        headers.forEach(response.getHeaders()::put);
    }

    /** Breaks the connection: the caller sees a reset instead of an answer. */
    public void reset() {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        if (end.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                throw new CallerLeft(e);
            }
        }
        end.close();
    }

    /** Closes the connection: the caller sees its end instead of an answer. */
    public void close() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    /** True once the other side has gone. */
    public boolean open() {
        return request.getConnectionMetaData().getConnection().getEndPoint().isOpen();
    }
}
