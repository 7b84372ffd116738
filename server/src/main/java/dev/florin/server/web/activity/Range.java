package dev.florin.server.web.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** The stretches of time that a page offers. Each ends now. */
enum Range {
    DAY("24h", "24 hours"),
    WEEK("7d", "7 days"),
    MONTH("30d", "30 days"),
    QUARTER("90d", "90 days"),
    ALL("all", "Everything");

    private final String code;
    private final String label;

    Range(String code, String label) {
        this.code = code;
        this.label = label;
    }

    String code() {
        return code;
    }

    String label() {
        return label;
    }

    /**
     * When it begins.
     *
     * @param opened when the account was opened
     */
    Instant start(Instant now, ZoneId zone, Instant opened) {
        return switch (this) {
            case DAY ->
                now.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant().minus(Duration.ofHours(23));
            case WEEK -> daysBack(now, zone, 6);
            case MONTH -> daysBack(now, zone, 29);
            case QUARTER -> daysBack(now, zone, 89);
            case ALL -> LocalDate.ofInstant(opened, zone).atStartOfDay(zone).toInstant();
        };
    }

    private static Instant daysBack(Instant now, ZoneId zone, int days) {
        return LocalDate.ofInstant(now, zone).minusDays(days).atStartOfDay(zone).toInstant();
    }
}
