package dev.florin.server.web.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Takes in the body of one request: never more than its rule allows, and no memory for what was promised but not sent. Used by
 * one thread.
 */
final class BodyReader {
    /** Memory given on the word of a Content-Length alone. */
    private static final int TRUSTED = 64 << 10;

    private final ServerRequest request;
    /** The Content-Length; -1 where the body is chunked; 0 where there is none. */
    private final long declared;

    private boolean touched;
    private boolean consumed;

    BodyReader(ServerRequest request) {
        this.request = request;
        ServerRequestHeaders headers = request.headers();
        this.declared = headers.contains(HeaderNames.TRANSFER_ENCODING)
                ? -1
                : headers.contentLength().orElse(0);
        this.consumed = declared == 0;
    }

    boolean isPresent() {
        return declared != 0;
    }

    /** Whether the whole body has been taken off the connection, which can then carry another request. */
    boolean isConsumed() {
        return consumed;
    }

    /** Refuses a body that says itself that it is too large. */
    void checkDeclared(BodyRule rule) {
        if (declared > rule.most()) {
            throw tooLarge(rule);
        }
    }

    /** Refuses a body that is no JSON, or is compressed: a small one could be a large one. */
    void checkMediaType(BodyRule rule) {
        ServerRequestHeaders headers = request.headers();
        List<String> types = headers.values(HeaderNames.CONTENT_TYPE);
        String type = types.size() == 1 ? mediaType(types.getFirst()) : "";
        if (!rule.mediaTypes().contains(type)) {
            throw new Refused(Problem.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    rule.raw()
                            ? "Send the form as browsers do."
                            : "Send the body as `Content-Type: application/json`."));
        }
        if (headers.contains(HeaderNames.CONTENT_ENCODING)) {
            throw new Refused(Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression."));
        }
    }

    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /** The value that the body holds; an empty object where it is empty. */
    JsonValue read(BodyRule rule) {
        byte[] bytes = bytes(rule);
        return bytes.length == 0 ? new JsonValue.Members() : JsonBody.parse(bytes, bytes.length);
    }

    /** The body as it came. */
    byte[] bytes(BodyRule rule) {
        if (declared == 0) {
            return new byte[0];
        }
        byte[] bytes = new byte[declared > 0 ? (int) Math.min(declared, TRUSTED) : 8 << 10];
        int length = 0;
        try {
            touched = true;
            InputStream in = request.content().inputStream();
            for (int read = 0; read >= 0; length += Math.max(read, 0)) {
                if (length > rule.most()) {
                    throw tooLarge(rule);
                }
                if (length == bytes.length && length != declared) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, rule.most() + 1L));
                }
                // Where all that was declared is here, one more read tells the server that the request has ended.
                read = length == bytes.length ? in.read() : in.read(bytes, length, bytes.length - length);
            }
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new Refused(Problem.of(ProblemCode.INVALID_JSON, "The body ends before the end that was announced."));
        } catch (RequestException e) {
            if (e.status().code() == ProblemCode.BODY_TOO_LARGE.status()) {
                throw tooLarge(rule);
            }
            throw notChunked();
        } catch (IllegalArgumentException e) {
            throw notChunked(); // the size of a chunk that is no number
        } catch (IOException e) {
            throw new CloseConnectionException("The client went away", e);
        }
        consumed = true;
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Drops a short body that nobody wants, so that the connection can go on. */
    void skipShort() {
        boolean waits = request.headers().contains(HeaderNames.EXPECT);
        if (touched || waits || declared < 0 || declared > BodyRule.NONE.most()) {
            return;
        }
        touched = true;
        byte[] dropped = new byte[(int) Math.min(declared, 8 << 10)];
        try {
            InputStream in = request.content().inputStream();
            while (!consumed) {
                consumed = in.read(dropped) < 0;
            }
        } catch (DataReader.InsufficientDataAvailableException e) {
            // The client sent less than it announced; the connection is of no more use, the answer may be.
            consumed = false;
        } catch (IOException e) {
            throw new CloseConnectionException("The client went away", e);
        }
    }

    private static Refused notChunked() {
        return new Refused(Problem.of(ProblemCode.INVALID_REQUEST, "The body is not chunked as HTTP has it."));
    }

    private static Refused tooLarge(BodyRule rule) {
        return new Refused(
                Problem.of(ProblemCode.BODY_TOO_LARGE, "The body is larger than " + rule.most() + " bytes."));
    }
}
