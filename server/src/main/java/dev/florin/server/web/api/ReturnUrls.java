package dev.florin.server.web.api;

import dev.florin.server.web.http.Field;
import dev.florin.server.web.http.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a customer's browser may be sent back to: our own pages, and those that the operator has named. Thread-safe. */
public final class ReturnUrls {
    private static final int LONGEST = 2_000;

    private final List<URI> allowed = new ArrayList<>();

    /** {@code origins} are such as {@code https://app.example.com}. */
    public ReturnUrls(String publicUrl, List<String> origins) {
        allowed.add(URI.create(publicUrl));
        origins.forEach(origin -> allowed.add(URI.create(origin)));
    }

    /** The member {@code return_url}, absent or allowed. */
    Field<String> read(Fields body) {
        Field<String> url = body.string("return_url", LONGEST);
        url.optional()
                .filter(each -> !isAllowed(each))
                .ifPresent(_ ->
                        url.noteWrong("must begin with the address of this server or one of FLORIN_RETURN_ORIGINS"));
        return url;
    }

    /** The same origin, to the letter: neither a user before an @ nor a host that only begins alike. */
    boolean isAllowed(String url) {
        try {
            URI asked = new URI(url);
            return asked.getUserInfo() == null && allowed.stream().anyMatch(each -> sameOrigin(each, asked));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** The customer's own billing page. */
    String usual() {
        return allowed.getFirst() + "/account/billing";
    }

    private static boolean sameOrigin(URI one, URI other) {
        return same(one.getScheme(), other.getScheme())
                && same(one.getHost(), other.getHost())
                && port(one) == port(other);
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one != null && other != null && one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
