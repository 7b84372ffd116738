package dev.florin.server.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Every name that Florin can be configured by. {@code docs/operations.md} has a row for each. */
public enum Setting {
    FLORIN_PORT("8080"),
    FLORIN_ADDRESS("127.0.0.1"),
    FLORIN_PUBLIC_URL(""),
    FLORIN_METRICS_PORT(""),
    FLORIN_DATA("./data"),
    FLORIN_DATABASE_URL("", Kind.URL_WITH_PASSWORD),
    FLORIN_DATABASE_SCHEMA("florin"),
    FLORIN_OPERATOR_KEY("", Kind.SECRET),
    FLORIN_LANES("2"),
    FLORIN_QUEUE("20000"),
    FLORIN_CONFIG("", Kind.ENVIRONMENT_ONLY),
    FLORIN_DEMO("", Kind.SECRET),
    FLORIN_STRIPE_KEY("", Kind.SECRET),
    FLORIN_STRIPE_WEBHOOK_SECRETS("", Kind.SECRET),
    FLORIN_STRIPE_URL(""),
    FLORIN_RETURN_ORIGINS(""),
    FLORIN_FRAME_ORIGINS(""),
    FLORIN_OPENAI_KEY("", Kind.SECRET),
    FLORIN_ANTHROPIC_KEY("", Kind.SECRET),
    FLORIN_GOOGLE_KEY("", Kind.SECRET),
    FLORIN_PROVIDERS("", Kind.URLS_AND_KEYS),
    FLORIN_MOST_CARRIED("10.00"),
    FLORIN_SMTP_URL("", Kind.URL_WITH_PASSWORD),
    FLORIN_MAIL_FROM(""),
    FLORIN_SUPPORT_EMAIL(""),
    FLORIN_SELLER_NAME("AI credit"),
    FLORIN_SELLER_ADDRESS(""),
    FLORIN_SELLER_TAX_ID(""),
    FLORIN_CRASH_AT("");

    /** What may be done with a value. */
    enum Kind {
        PLAIN,
        SECRET,
        URL_WITH_PASSWORD,
        URLS_AND_KEYS,
        ENVIRONMENT_ONLY
    }

    /** Every name that begins so is Florin's, and a mistake where it is not known. */
    static final String PREFIX = "FLORIN_";

    /** More differences than this, and it is another word rather than a slip. */
    private static final int SLIPS = 4;

    private static final String HIDDEN = "***";

    private final String usual;
    private final Kind kind;

    Setting(String usual) {
        this(usual, Kind.PLAIN);
    }

    Setting(String usual, Kind kind) {
        this.usual = usual;
        this.kind = kind;
    }

    /** The value where nobody gives one; empty where there is none. */
    public String usual() {
        return usual;
    }

    boolean inFile() {
        return kind != Kind.ENVIRONMENT_ONLY;
    }

    /** The value as it may be shown. */
    String shown(String value) {
        return switch (kind) {
            case SECRET -> value.isEmpty() ? "" : HIDDEN;
            case URL_WITH_PASSWORD -> DatabaseUrl.withoutPassword(value);
            case URLS_AND_KEYS -> withoutKeys(value);
            case PLAIN, ENVIRONMENT_ONLY -> value;
        };
    }

    /** Whether a mistake in {@code value} may be told with it. Where there may be a key, nobody knows in which place it was put. */
    boolean isRepeated(String value) {
        return kind != Kind.URLS_AND_KEYS && !value.isEmpty() && shown(value).equals(value);
    }

    /** Nothing before a host, nothing behind a path, and of keys only what is a variable's name as those are written. */
    private static String withoutKeys(String value) {
        return value.replaceAll("://\\S*@", "://" + HIDDEN + "@")
                .replaceAll("[?#][^\\s;]*", "?" + HIDDEN)
                .replaceAll("key=(?![A-Z][A-Z0-9_]*(?:[;\\s]|$))[^;\\s]*", "key=" + HIDDEN);
    }

    static Optional<Setting> named(String name) {
        return Arrays.stream(values())
                .filter(setting -> setting.name().equals(name))
                .findFirst();
    }

    /** The name that somebody who wrote {@code name} most likely meant. */
    static Optional<Setting> nearest(String name) {
        return Arrays.stream(values())
                .filter(setting -> distance(name, setting.name()) <= SLIPS)
                .min(Comparator.comparingInt(setting -> distance(name, setting.name())));
    }

    /** Levenshtein's: letters to add, drop or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
