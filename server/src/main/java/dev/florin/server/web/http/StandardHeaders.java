package dev.florin.server.web.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

/** Headers that stand on many answers, encoded once. */
final class StandardHeaders {
    static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    static final HeaderName CONTENT_SECURITY = HeaderNames.create("Content-Security-Policy");

    /** Balances and secrets belong into nobody's cache. */
    static final Header NO_STORE = HeaderValues.createCached("Cache-Control", "no-store");

    static final Header NO_SNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");

    /** An answer for programs: no browser has anything to run, load or frame in it. */
    static final Header NOTHING_RUNS =
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    static final Header JSON = HeaderValues.createCached("Content-Type", MediaTypes.JSON);
    static final Header PROBLEM = HeaderValues.createCached("Content-Type", MediaTypes.PROBLEM);

    private StandardHeaders() {}
}
