package dev.florin.sandbox.models.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a request.
 *
 * @param target path and query as they were sent
 * @param headers by name in small letters; of a name that comes twice the last
 */
record RequestHead(String method, String target, String version, Map<String, String> headers) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    boolean chunked() {
        return header("transfer-encoding")
                .filter(value -> value.toLowerCase(Locale.ROOT).contains("chunked"))
                .isPresent();
    }

    boolean keepsOpen() {
        String connection = header("connection").orElse("").toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
    }

    boolean expectsContinue() {
        return header("expect")
                .filter(value -> value.equalsIgnoreCase("100-continue"))
                .isPresent();
    }
}
