package dev.florin.server.web.pages;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Origins of addresses: where a form came from, and where a browser may be sent. */
final class Origins {
    /** A path of our own: what some browsers read as another host's is none. */
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[A-Za-z0-9_~.%/?=&:+,@;!*'()$\\[\\]-]*");

    private static final int LONGEST_LOCAL = 2_000;

    private Origins() {}

    /** Such as {@code https://app.example.com}; empty where the address has none. */
    static Optional<String> of(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            String host = uri.getHost();
            if (scheme == null || host == null) {
                return Optional.empty();
            }
            String port = uri.getPort() < 0 || uri.getPort() == usualPort(scheme) ? "" : ":" + uri.getPort();
            return Optional.of((scheme + "://" + host + port).toLowerCase(Locale.ROOT));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static int usualPort(String scheme) {
        return scheme.equalsIgnoreCase("https") ? 443 : 80;
    }

    /** The host of an address, to be read by people. */
    static String host(String url) {
        return of(url).map(origin -> origin.substring(origin.indexOf("//") + 2)).orElse("");
    }

    /** The path that somebody wanted to go to, where it is one of ours; else {@code otherwise}. */
    static String local(String asked, String otherwise) {
        return asked.length() <= LONGEST_LOCAL && LOCAL.matcher(asked).matches() ? asked : otherwise;
    }
}
