package dev.florin.server.web.billing;

import dev.florin.server.storage.Database;
import dev.florin.server.storage.UsageSums;
import dev.florin.server.web.pages.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the customer has used, as far as these pages tell of it. Thread-safe. */
final class Usage {
    /** A habit is what somebody did this month. */
    private static final Duration HABIT = Duration.ofDays(30);

    private final UsageSums sums;

    Usage(Database database) {
        this.sums = new UsageSums(database);
    }

    /** How long the balance lasts. */
    Optional<Runway> runway(Visit visit, Facts facts) {
        Instant from = visit.now().minus(Runway.WINDOW);
        return Runway.of(
                facts.total(),
                sums.of(visit.account(), visit.zone(), UsageSums.Bucket.DAY, UsageSums.Group.NONE, from, null),
                visit.now());
    }

    /** The customer's own terms. */
    Optional<OwnTerms> terms(Visit visit) {
        Instant from = visit.now().minus(HABIT);
        return OwnTerms.of(
                sums.of(visit.account(), visit.zone(), UsageSums.Bucket.DAY, UsageSums.Group.FEATURE, from, null));
    }
}
