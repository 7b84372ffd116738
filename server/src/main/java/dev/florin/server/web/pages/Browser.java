package dev.florin.server.web.pages;

import dev.florin.core.accounts.Digest;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a browser tells of itself: its session's secret in a cookie, the token that our own forms carry, and from which site a
 * form was sent. Thread-safe.
 *
 * <p>The cookie is Lax, not Strict: a customer who comes from the host's own pages by a link is to be signed in. What changes
 * anything is a POST, for which the browser must say that a page of ours sent it, with the token of the session. The token is a
 * hash of the secret, so it ends with the session and is not stored; no page is compressed, which could give it away.
 */
final class Browser {
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String CSRF_CONTEXT = "csrf ";

    private final String cookie;
    private final String attributes;
    private final String framedAttributes;
    private final String origin;

    /**
     * Cookies for the address that the world calls us by.
     *
     * @param framed whether another site may show our pages in a frame
     */
    Browser(String publicUrl, boolean framed) {
        boolean secure = publicUrl.startsWith("https:");
        // With this prefix no neighbouring host can set it, and with it a session of its own choice.
        this.cookie = secure ? "__Host-florin" : "florin_session";
        this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
        // In a frame of another site a browser keeps a cookie only apart from all others, for that site.
        this.framedAttributes =
                framed && secure ? "; Path=/; HttpOnly; Secure; SameSite=None; Partitioned" : attributes;
        this.origin = Origins.of(publicUrl).orElse("");
    }

    /** The secret of a session, as far as the cookie could be one. */
    Optional<String> secret(Request request) {
        for (String each : request.header("Cookie").orElse("").split(";", -1)) {
            String pair = each.strip();
            if (pair.startsWith(cookie + "=")) {
                return Optional.of(pair.substring(cookie.length() + 1))
                        .filter(value -> SECRET.matcher(value).matches());
            }
        }
        return Optional.empty();
    }

    Answer.Whole signIn(Answer.Whole answer, String secret, boolean inFrame) {
        return answer.with("Set-Cookie", cookie + "=" + secret + (inFrame ? framedAttributes : attributes));
    }

    Answer.Whole signOut(Answer.Whole answer) {
        return answer.with("Set-Cookie", cookie + "=" + attributes + "; Max-Age=0");
    }

    /** The token of a session. */
    static String token(String secret) {
        byte[] hash = Digest.sha256((CSRF_CONTEXT + secret).getBytes(StandardCharsets.UTF_8))
                .bytes();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    static boolean isToken(String secret, String sent) {
        return MessageDigest.isEqual(
                token(secret).getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether a form may have come from a page of ours. Every browser says where it is from; who says nothing is none, and has
     * only the cookies that it made itself.
     */
    boolean isOwn(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return site.get().equals("same-origin");
        }
        return request.header("Origin")
                .map(said -> said.equals(origin)
                        || request.header("Host")
                                .filter(host -> Origins.host(said).equals(host))
                                .isPresent())
                .orElse(true);
    }
}
