package dev.florin.server.web.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as RFC 3339 spells them; microseconds are the finest, as in the database. */
final class InstantText {
    private static final Pattern SHAPE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    private static final int SECONDS_A_DAY = 86_400;

    private InstantText() {}

    /** The time that {@code text} names, with {@code Z} or an offset; empty where it names none. */
    static Optional<Instant> parse(String text) {
        if (text.length() > 40 || !SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException e) {
            // Of the right shape, but no such day or hour.
            return Optional.empty();
        }
    }

    /** Writes {@code "2026-01-31T12:00:00.5Z"}, quotes included, and says where it ends. */
    static int write(Instant time, byte[] bytes, int start) {
        long day = Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), (long) SECONDS_A_DAY);
        var date = LocalDate.ofEpochDay(day);
        int at = start;
        bytes[at++] = '"';
        if (date.getYear() < 0 || date.getYear() > 9999) {
            return other(time, bytes, at);
        }
        at = two(date.getYear() / 100, bytes, at);
        at = two(date.getYear() % 100, bytes, at);
        bytes[at++] = '-';
        at = two(date.getMonthValue(), bytes, at);
        bytes[at++] = '-';
        at = two(date.getDayOfMonth(), bytes, at);
        bytes[at++] = 'T';
        at = two(second / 3600, bytes, at);
        bytes[at++] = ':';
        at = two(second / 60 % 60, bytes, at);
        bytes[at++] = ':';
        at = two(second % 60, bytes, at);
        at = fraction(time.getNano() / 1000, bytes, at);
        bytes[at++] = 'Z';
        bytes[at++] = '"';
        return at;
    }

    private static int fraction(int micros, byte[] bytes, int start) {
        if (micros == 0) {
            return start;
        }
        int rest = micros;
        int digits = 6;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        bytes[start] = '.';
        for (int i = start + digits; i > start; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return start + digits + 1;
    }

    private static int two(int value, byte[] bytes, int start) {
        bytes[start] = (byte) ('0' + value / 10);
        bytes[start + 1] = (byte) ('0' + value % 10);
        return start + 2;
    }

    /** A year of other than four digits, which RFC 3339 has no word for. */
    private static int other(Instant time, byte[] bytes, int start) {
        String text = time.truncatedTo(ChronoUnit.SECONDS) + "\"";
        int at = start;
        for (int i = 0; i < text.length(); i++) {
            bytes[at++] = (byte) text.charAt(i);
        }
        return at;
    }
}
