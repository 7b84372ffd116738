package dev.florin.server.web.pages;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time as a page shows it, in the account's own zone.
 *
 * @param iso for machines, in UTC
 * @param text such as {@code 23 Nov 2026, 05:14}
 * @param day such as {@code 23 Nov 2026}
 * @param exact with seconds and the zone, for whoever points at it
 */
public record Moment(String iso, String text, String day, String exact) {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss VV", Locale.ENGLISH);

    public static Moment of(Instant at, ZoneId zone) {
        var there = at.atZone(zone);
        return new Moment(at.toString(), TEXT.format(there), DAY.format(there), EXACT.format(there));
    }
}
