package dev.florin.server.app;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL somewhere, as {@code FLORIN_DATABASE_URL} names it: the way libpq writes it,
 * {@code postgresql://user:password@host:port/database?sslmode=…}, or as a JDBC URL with user and password as parameters.
 *
 * @param jdbcUrl without user and password
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
    private static final Pattern URL = Pattern.compile("(?<scheme>jdbc:postgresql|postgresql|postgres)://"
            + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
            + "(?<hosts>[^/?@]+)/(?<database>[^/?]+)(?:\\?(?<parameters>.*))?");

    private static final Pattern HOSTS = Pattern.compile(
            "(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?(,(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?)*");

    /** What libpq and pgjdbc call differently. Names that both know alike are {@link #SHARED}. */
    private static final Map<String, String> TRANSLATED = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName");

    private static final List<String> SHARED =
            List.of("sslmode", "sslcert", "sslkey", "sslrootcert", "sslpassword", "channelBinding", "options");

    /** Never the password. */
    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }

    /** Reads {@code text}; what is wrong with it goes to {@code mistakes}, without the password. */
    static Optional<DatabaseUrl> parse(String text, List<String> mistakes) {
        Matcher url = URL.matcher(text);
        List<String> wrong = new ArrayList<>();
        if (!url.matches()) {
            wrong.add("is not of the form postgresql://user:password@host:port/database"
                    + " (write : / ? @ % in a password as %3A %2F %3F %40 %25)");
        } else if (!HOSTS.matcher(url.group("hosts")).matches()) {
            wrong.add("has no host that can be reached by TCP: " + url.group("hosts"));
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(mistake -> mistakes.add(Setting.FLORIN_DATABASE_URL + " " + mistake));
            return Optional.empty();
        }
        boolean jdbc = url.group("scheme").startsWith("jdbc");
        Map<String, String> parameters =
                parameters(Optional.ofNullable(url.group("parameters")).orElse(""), jdbc, wrong);
        String user = Optional.ofNullable(url.group("user"))
                .map(part -> decoded(part, wrong))
                .orElse("");
        String password = Optional.ofNullable(url.group("password"))
                .map(part -> decoded(part, wrong))
                .orElse("");
        String ofParameters = Optional.ofNullable(parameters.remove("user")).orElse("");
        String passwordOfParameters =
                Optional.ofNullable(parameters.remove("password")).orElse("");
        user = user.isEmpty() ? ofParameters : user;
        password = password.isEmpty() ? passwordOfParameters : password;
        if (user.isEmpty()) {
            wrong.add("names no user");
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(mistake -> mistakes.add(Setting.FLORIN_DATABASE_URL + " " + mistake));
            return Optional.empty();
        }
        StringBuilder target = new StringBuilder("jdbc:postgresql://")
                .append(url.group("hosts"))
                .append('/')
                .append(url.group("database"));
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            target.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(java.net.URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return Optional.of(new DatabaseUrl(target.toString(), user, password));
    }

    /** For showing: whatever may be a password is hidden, also in a text that is no URL. */
    static String withoutPassword(String text) {
        return text.replaceFirst("://([^:/?]*):.*@", "://$1:***@")
                .replaceAll("(?i)((?:^|[?&])[^=&]*(?:password|passwd|pwd)[^=&]*=)[^&]*", "$1***");
    }

    private static Map<String, String> parameters(String text, boolean jdbc, List<String> wrong) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                wrong.add("has a parameter without a value");
                continue;
            }
            String name = pair.substring(0, equals);
            String value = decoded(pair.substring(equals + 1), wrong);
            if (jdbc || SHARED.contains(name) || name.equals("user") || name.equals("password")) {
                parameters.put(name, value);
            } else if (TRANSLATED.containsKey(name)) {
                parameters.put(TRANSLATED.getOrDefault(name, name), value);
            } else if (name.equals("target_session_attrs")) {
                parameters.put("targetServerType", value.equals("any") ? "any" : "primary");
            } else {
                wrong.add("has a parameter that Florin cannot pass on: " + name
                        + " (a jdbc:postgresql:// URL may have any)");
            }
        }
        return parameters;
    }

    private static String decoded(String text, List<String> wrong) {
        try {
            // URLDecoder reads forms, where a plus is a blank; in this part of a URL it is a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            wrong.add("has a % that is not followed by two hexadecimal digits (write % as %25)");
            return "";
        }
    }
}
