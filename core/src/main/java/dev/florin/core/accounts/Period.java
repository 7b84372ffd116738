package dev.florin.core.accounts;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** The periods that a spending limit counts: of the calendar, in the account's time zone, or all time. */
public enum Period {
    DAY,
    /** From Monday. */
    WEEK,
    MONTH,
    /** From the beginning, without an end: only a gateway key has such a limit. */
    TOTAL;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** When the period that holds {@code at} began. */
    public Instant start(Instant at, ZoneId zone) {
        return this == TOTAL
                ? Instant.EPOCH
                : firstDay(at, zone).atStartOfDay(zone).toInstant();
    }

    /** Whether another follows it. */
    public boolean ends() {
        return this != TOTAL;
    }

    /** When the period that holds {@code at} ends and the next begins; the end of time where none does. */
    public Instant end(Instant at, ZoneId zone) {
        if (this == TOTAL) {
            return Instant.MAX;
        }
        LocalDate first = firstDay(at, zone);
        LocalDate next = switch (this) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH, TOTAL -> first.plusMonths(1);
        };
        return next.atStartOfDay(zone).toInstant();
    }

    private LocalDate firstDay(Instant at, ZoneId zone) {
        LocalDate day = at.atZone(zone).toLocalDate();
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH, TOTAL -> day.withDayOfMonth(1);
        };
    }
}
