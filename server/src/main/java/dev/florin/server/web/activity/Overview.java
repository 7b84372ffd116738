package dev.florin.server.web.activity;

import dev.florin.core.ledger.TransactionType;
import dev.florin.server.storage.ActivitySum;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums of an account, put together for a page: what its chart draws, what its tiles say, what can be chosen. Immutable. */
final class Overview {
    /** Credit that comes in from outside: what is given back of a charge does not. */
    private static final Set<TransactionType> ADDED = EnumSet.of(
            TransactionType.TOP_UP, TransactionType.AUTO_RECHARGE, TransactionType.BONUS, TransactionType.GRANT);

    private final List<ActivitySum> sums;
    private final ZoneId zone;
    private final Instant now;

    /**
     * An overview.
     *
     * @param sums of all that the page shows, and of this month
     */
    Overview(List<ActivitySum> sums, ZoneId zone, Instant now) {
        this.sums = List.copyOf(sums);
        this.zone = zone;
        this.now = now;
    }

    /** When the present month began. */
    static Instant monthStart(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone)
                .withDayOfMonth(1)
                .atStartOfDay(zone)
                .toInstant();
    }

    /** What the chart draws. */
    Series series(ActivityFilter filter, String keyNumber) {
        Map<Instant, Map<String, BigDecimal>> spent = new TreeMap<>();
        Map<Instant, BigDecimal> added = new TreeMap<>();
        for (ActivitySum sum : sums) {
            Instant start = barOf(sum.start(), filter.hours());
            if (sum.type() == TransactionType.CHARGE && isMeant(sum, filter, keyNumber)) {
                spent.computeIfAbsent(start, unseen -> new TreeMap<>())
                        .merge(filter.grouping().of(sum), sum.amount().negate(), BigDecimal::add);
            } else if (ADDED.contains(sum.type())) {
                added.merge(start, sum.amount(), BigDecimal::add);
            }
        }
        List<Series.Bar> bars = new ArrayList<>();
        List<Instant> edges = edges(filter);
        for (int i = 0; i + 1 < edges.size(); i++) {
            Instant start = edges.get(i);
            bars.add(new Series.Bar(
                    start,
                    edges.get(i + 1),
                    spent.getOrDefault(start, Map.of()),
                    added.getOrDefault(start, BigDecimal.ZERO)));
        }
        return Series.of(bars);
    }

    private static boolean isMeant(ActivitySum sum, ActivityFilter filter, String keyNumber) {
        return (filter.model().isEmpty() || filter.model().equals(sum.model()))
                && (filter.feature().isEmpty() || filter.feature().equals(sum.feature()))
                && (filter.key().isEmpty() || keyNumber.equals(Long.toString(sum.key())));
    }

    private Instant barOf(Instant quarter, boolean hours) {
        return hours
                ? quarter.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant()
                : LocalDate.ofInstant(quarter, zone).atStartOfDay(zone).toInstant();
    }

    /** Where bars begin, and where the last one ends: the newest of them, where there are too many. */
    private List<Instant> edges(ActivityFilter filter) {
        List<Instant> edges = new ArrayList<>();
        if (filter.hours()) {
            Instant end = filter.until().isBefore(now) ? filter.until() : now;
            Instant at = filter.from();
            while (at.isBefore(end)) {
                edges.add(at);
                at = at.plus(Duration.ofHours(1));
            }
            edges.add(at);
            return edges;
        }
        LocalDate last = LocalDate.ofInstant(filter.until(), zone);
        LocalDate first = LocalDate.ofInstant(filter.from(), zone);
        LocalDate earliest = last.minusDays(ActivityFilter.MOST_DAYS);
        for (LocalDate day = first.isBefore(earliest) ? earliest : first; !day.isAfter(last); day = day.plusDays(1)) {
            edges.add(day.atStartOfDay(zone).toInstant());
        }
        return edges;
    }

    /** What was spent since then, less what was given back. */
    BigDecimal spentSince(Instant from) {
        return spentBetween(from, Instant.MAX);
    }

    /** The same until before {@code until}. */
    BigDecimal spentBetween(Instant from, Instant until) {
        return sums.stream()
                .filter(sum -> !sum.start().isBefore(from) && sum.start().isBefore(until))
                .filter(sum -> sum.type() == TransactionType.CHARGE || sum.type() == TransactionType.REVERSAL)
                .map(ActivitySum::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .negate();
    }

    Instant today() {
        return LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
    }

    /** Calls by model, within what the page shows. */
    Map<String, Long> callsByModel(ActivityFilter filter) {
        Map<String, Long> calls = new TreeMap<>();
        for (ActivitySum sum : sums) {
            String model = sum.model();
            if (isShown(sum, filter) && sum.type() == TransactionType.CHARGE && model != null) {
                calls.merge(model, sum.rows(), Long::sum);
            }
        }
        return calls;
    }

    /** Calls that cost nothing, within what the page shows. */
    long notCharged(ActivityFilter filter) {
        return sums.stream()
                .filter(sum -> isShown(sum, filter) && sum.type() == TransactionType.NOT_CHARGED)
                .mapToLong(ActivitySum::rows)
                .sum();
    }

    private static boolean isShown(ActivitySum sum, ActivityFilter filter) {
        return !sum.start().isBefore(filter.from()) && sum.start().isBefore(filter.until());
    }

    /** Names that there are rows of, within what the page shows. */
    Set<String> names(ActivityFilter filter, Grouping grouping) {
        Set<String> names = new TreeSet<>();
        sums.stream().filter(sum -> isShown(sum, filter)).map(grouping::of).forEach(names::add);
        names.remove("");
        return names;
    }

    Set<TransactionType> types(ActivityFilter filter) {
        Set<TransactionType> types = EnumSet.noneOf(TransactionType.class);
        sums.stream().filter(sum -> isShown(sum, filter)).map(ActivitySum::type).forEach(types::add);
        return types;
    }
}
