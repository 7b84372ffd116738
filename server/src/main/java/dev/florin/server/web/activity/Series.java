package dev.florin.server.web.activity;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was spent in each stretch of time, by group: the numbers that a chart draws.
 *
 * @param names of the groups, the dearest first; the last may stand for all that is left
 * @param bars the stretches of time, in their order, those without spending too
 */
record Series(List<String> names, List<Bar> bars) {
    /** More colours cannot be told apart. */
    static final int MOST = 6;

    /** What the groups of little weight are together. */
    static final String OTHERS = "\u0000others";

    Series {
        names = List.copyOf(names);
        bars = List.copyOf(bars);
    }

    /**
     * One stretch of time.
     *
     * @param end of it, which is the next one's start
     * @param spent by group
     * @param added credit that came in
     */
    record Bar(Instant start, Instant end, Map<String, BigDecimal> spent, BigDecimal added) {
        BigDecimal total() {
            return spent.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** The dearest groups, and the others together where there are more than can be told apart. */
    static Series of(List<Bar> bars) {
        Map<String, BigDecimal> totals = new HashMap<>();
        bars.forEach(bar -> bar.spent.forEach((group, amount) -> totals.merge(group, amount, BigDecimal::add)));
        List<String> names = totals.entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        if (names.size() <= MOST) {
            return new Series(names, bars);
        }
        List<String> kept = new ArrayList<>(names.subList(0, MOST - 1));
        List<Bar> merged = bars.stream().map(bar -> merged(bar, kept)).toList();
        kept.add(OTHERS);
        return new Series(kept, merged);
    }

    private static Bar merged(Bar bar, Collection<String> kept) {
        Map<String, BigDecimal> spent = new TreeMap<>();
        bar.spent.forEach(
                (group, amount) -> spent.merge(kept.contains(group) ? group : OTHERS, amount, BigDecimal::add));
        return new Bar(bar.start, bar.end, spent, bar.added);
    }

    BigDecimal total(String name) {
        return bars.stream()
                .map(bar -> bar.spent.getOrDefault(name, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal highest() {
        return bars.stream().map(Bar::total).max(Comparator.naturalOrder()).orElse(BigDecimal.ZERO);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }
}
