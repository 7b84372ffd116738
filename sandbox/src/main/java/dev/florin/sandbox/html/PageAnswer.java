package dev.florin.sandbox.html;

import dev.florin.sandbox.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes what a page's address answers: a page, a style sheet, or where to go instead. */
public final class PageAnswer {
    private static final int FOUND_ELSEWHERE = 303;

    private PageAnswer() {}

    /** Nothing from another host, no script, no frame around it, and no address passed on to where a link leads. */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
                    + "base-uri 'none'; frame-ancestors 'none'";

    /**
     * A page that may frame a piece of its own origin, and send forms only to addresses of its own origin.
     *
     * <p>A browser also applies {@code form-action} to where the answer to a form redirects, and these pages lead back
     * to the shop with exactly such a redirect; so it is left out here: no page holds a form to anywhere else.
     */
    public static Answer page(int status, Html page) {
        return new Answer(status, headers("text/html; charset=utf-8", POLICY), bytes(page.toString()));
    }

    /** A document that somebody else wrote: no script, no request, its own origin, to be framed by our page only. */
    public static Answer foreign(String document) {
        String policy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
                + "style-src 'unsafe-inline'; frame-ancestors 'self'";
        return new Answer(200, headers("text/html; charset=utf-8", policy), bytes(document));
    }

    public static Answer style(String sheet) {
        return new Answer(200, headers("text/css; charset=utf-8", POLICY), bytes(sheet));
    }

    public static Answer json(int status, byte[] body) {
        return new Answer(status, headers("application/json", POLICY), body);
    }

    public static Answer nothing() {
        return new Answer(204, Map.of("Cache-Control", "no-store"), new byte[0]);
    }

    /** Sends the browser on with a GET, so that a reload does not send a form again. */
    public static Answer seeOther(String address) {
        Map<String, String> headers = headers("text/plain; charset=utf-8", POLICY);
        headers.put("Location", address);
        return new Answer(FOUND_ELSEWHERE, headers, new byte[0]);
    }

    private static Map<String, String> headers(String type, String policy) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Content-Security-Policy", policy);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cache-Control", "no-store");
        return headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
