package dev.florin.server.web.support;

import dev.florin.server.storage.SupportLinks;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Visit;
import java.util.Optional;
import java.util.regex.Pattern;

/** By what a visitor's browser reads on: the secret of a link, which no script and no other site can use. Thread-safe. */
final class VisitorCookie {
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String name;
    private final String attributes;

    VisitorCookie(String publicUrl) {
        boolean secure = publicUrl.startsWith("https:");
        this.name = secure ? "__Host-florin-support" : "florin_support";
        this.attributes = "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + SupportLinks.VALID.toSeconds()
                + (secure ? "; Secure" : "");
    }

    /** The secret, as far as the cookie could be one. */
    Optional<String> read(Visit visit) {
        for (String each : visit.header("Cookie").orElse("").split(";", -1)) {
            String pair = each.strip();
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1)).filter(VisitorCookie::isSecret);
            }
        }
        return Optional.empty();
    }

    static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    Answer.Whole give(Answer.Whole answer, String secret) {
        return answer.with("Set-Cookie", name + "=" + secret + attributes);
    }
}
