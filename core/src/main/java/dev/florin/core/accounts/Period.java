package dev.florin.core.accounts;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** The calendar periods that a spending limit counts, in the account's time zone. */
public enum Period {
    DAY,
    /** From Monday. */
    WEEK,
    MONTH;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** When the period that holds {@code at} began. */
    public Instant start(Instant at, ZoneId zone) {
        return firstDay(at, zone).atStartOfDay(zone).toInstant();
    }

    /** When the period that holds {@code at} ends and the next begins. */
    public Instant end(Instant at, ZoneId zone) {
        LocalDate first = firstDay(at, zone);
        LocalDate next = switch (this) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
        };
        return next.atStartOfDay(zone).toInstant();
    }

    private LocalDate firstDay(Instant at, ZoneId zone) {
        LocalDate day = at.atZone(zone).toLocalDate();
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }
}
