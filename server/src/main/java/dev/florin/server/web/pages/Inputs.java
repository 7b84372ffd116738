package dev.florin.server.web.pages;

import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.Refused;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a form or the query of an address holds, as browsers write both. Unknown names are no mistake: addresses are sent around
 * and get parameters that we never heard of. Immutable.
 */
public final class Inputs {
    static final Inputs NOTHING = new Inputs(Map.of());

    /** More than any form of ours has. */
    private static final int MOST = 200;

    private final Map<String, List<String>> values;

    private Inputs(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads {@code a=1&b=two+words}. */
    public static Inputs read(String encoded) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (encoded.isEmpty()) {
            return NOTHING;
        }
        String[] pairs = encoded.split("&", MOST + 1);
        if (pairs.length > MOST) {
            throw new Refused(Problem.invalidField("form", "has too many fields"));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (!name.isEmpty()) {
                values.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(value);
            }
        }
        return new Inputs(Collections.unmodifiableMap(values));
    }

    /** Line ends as Java has them, and no other control characters: no database and no mail wants them. */
    private static String decoded(String raw) {
        try {
            String text = URLDecoder.decode(raw, StandardCharsets.UTF_8).replace("\r\n", "\n");
            return text.codePoints()
                    .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        } catch (IllegalArgumentException malformed) {
            throw new Refused(Problem.invalidField("form", "is not encoded as forms are"));
        }
    }

    /** What was typed, without blanks around it; empty text where the field was not sent. */
    public String text(String name) {
        return values.getOrDefault(name, List.of("")).getFirst().strip();
    }

    /** The same where something was typed. */
    public Optional<String> typed(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    /** Every value of a name that may be sent several times, such as boxes of a group. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Whether a box is ticked or a button was pressed. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** In the order in which they were sent. */
    public Map<String, List<String>> values() {
        return values;
    }

    /** The same as the query of an address, with one parameter set anew; without it where {@code value} is empty. */
    public String with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(values);
        changed.remove(name);
        if (!value.isEmpty()) {
            changed.put(name, List.of(value));
        }
        return changed.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(each -> encoded(entry.getKey()) + "=" + encoded(each)))
                .collect(Collectors.joining("&"));
    }

    /** A part of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
