package dev.florin.server.gateway.calls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to a caller: a status, headers and a body of JSON. */
public final class CallReply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    CallReply(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body.clone();
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body.clone();
    }
}
