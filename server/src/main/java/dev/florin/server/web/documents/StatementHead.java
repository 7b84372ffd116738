package dev.florin.server.web.documents;

import dev.florin.server.notices.MailSettings;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whose statement it is, and of when.
 *
 * @param seller who sells the credit
 * @param account the id by which the host knows it
 * @param name the customer's
 * @param email the customer's
 * @param zone in which the month begins and ends
 * @param now when it was asked for
 */
public record StatementHead(
        MailSettings.Seller seller,
        String account,
        @Nullable String name,
        @Nullable String email,
        YearMonth month,
        ZoneId zone,
        Instant now) {
    public Instant from() {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }

    public Instant to() {
        return month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
    }

    /** Whether the month is over. */
    public boolean isClosed() {
        return !to().isAfter(now);
    }
}
