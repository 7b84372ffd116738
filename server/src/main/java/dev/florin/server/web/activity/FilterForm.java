package dev.florin.server.web.activity;

import dev.florin.core.ledger.TransactionType;
import dev.florin.server.web.documents.RowWords;
import dev.florin.server.web.pages.Moment;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The choices above chart and table: what can be chosen, and what is. */
public final class FilterForm {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

    /** A year of statements and the present month. */
    private static final int MONTHS = 13;

    private final ActivityFilter filter;
    private final Overview overview;
    private final Map<Long, String> keyNames;
    private final Map<Long, String> keyIds;
    private final ZoneId zone;

    FilterForm(
            ActivityFilter filter,
            Overview overview,
            Map<Long, String> keyNames,
            Map<Long, String> keyIds,
            ZoneId zone) {
        this.filter = filter;
        this.overview = overview;
        this.keyNames = Map.copyOf(keyNames);
        this.keyIds = Map.copyOf(keyIds);
        this.zone = zone;
    }

    /** A link that is chosen or not. */
    public record Link(String text, String href, boolean chosen) {}

    /** One of a list. */
    public record Option(String value, String text, boolean chosen) {}

    /** A list to choose from. */
    public record Select(String name, String label, String all, List<Option> options) {
        public Select {
            options = List.copyOf(options);
        }
    }

    /**
     * The choices.
     *
     * @param kept what the form sends along as it is
     * @param chips what is chosen now, each with the page without it
     * @param span the time that the table shows, in words
     * @param months that there are statements of
     */
    public record View(
            List<Link> ranges,
            List<Link> groupings,
            List<Link> widths,
            List<Select> selects,
            Map<String, String> kept,
            String fromDay,
            String toDay,
            String firstDay,
            String today,
            List<Link> chips,
            String span,
            String csvHref,
            String jsonHref,
            List<Option> months) {}

    View view(Instant now, Instant opened) {
        List<Link> ranges = new ArrayList<>();
        for (Range range : Range.values()) {
            ranges.add(new Link(
                    range.label(),
                    filter.link(
                            ActivityFilter.PATH,
                            Map.of(
                                    "range", range == Range.MONTH ? "" : range.code(),
                                    "from", "",
                                    "to", "",
                                    "by", "",
                                    "at", "")),
                    filter.range().filter(range::equals).isPresent()));
        }
        List<Link> groupings = new ArrayList<>();
        for (Grouping grouping : Grouping.values()) {
            groupings.add(new Link(
                    grouping.label(),
                    filter.link("group", grouping == Grouping.MODEL ? "" : grouping.code()),
                    filter.grouping() == grouping));
        }
        return new View(
                ranges,
                groupings,
                widths(now),
                selects(),
                kept(),
                filter.range().isPresent() ? "" : day(filter.from()),
                filter.range().isPresent() ? "" : day(filter.until().minusNanos(1)),
                day(opened),
                day(now),
                chips(),
                span(now),
                filter.link(ActivityFilter.PATH + "/export.csv", Map.of()),
                filter.link(ActivityFilter.PATH + "/export.json", Map.of()),
                months(now, opened));
    }

    private String day(Instant at) {
        return LocalDate.ofInstant(at, zone).toString();
    }

    private List<Link> widths(Instant now) {
        if (filter.range().filter(Range.DAY::equals).isPresent() || !filter.isShort(now)) {
            return List.of();
        }
        return List.of(
                new Link("Day", filter.link(ActivityFilter.PATH, Map.of("by", "", "at", "")), !filter.hours()),
                new Link("Hour", filter.link(ActivityFilter.PATH, Map.of("by", "hour", "at", "")), filter.hours()));
    }

    private List<Select> selects() {
        List<Option> types = new ArrayList<>();
        for (TransactionType type : TransactionType.values()) {
            if (overview.types(filter).contains(type) || type == filter.type()) {
                types.add(new Option(type.code(), RowWords.of(type), type == filter.type()));
            }
        }
        List<Select> selects = new ArrayList<>();
        selects.add(new Select("type", "What", "Everything", types));
        selects.add(new Select(
                "model", "Model", "All models", options(overview.names(filter, Grouping.MODEL), filter.model())));
        selects.add(new Select(
                "feature",
                "Feature",
                "All features",
                options(overview.names(filter, Grouping.FEATURE), filter.feature())));
        List<Option> keys = new ArrayList<>();
        keyIds.forEach((number, id) ->
                keys.add(new Option(id, keyNames.getOrDefault(number, "Key " + number), id.equals(filter.key()))));
        if (!keys.isEmpty()) {
            selects.add(new Select("key", "Key", "All keys", keys));
        }
        return selects;
    }

    private static List<Option> options(Set<String> names, String chosen) {
        Set<String> all = new LinkedHashSet<>(names);
        if (!chosen.isEmpty()) {
            all.add(chosen);
        }
        return all.stream()
                .map(name -> new Option(name, name, name.equals(chosen)))
                .toList();
    }

    /** What the form does not ask for stays as it is. */
    private Map<String, String> kept() {
        Map<String, String> kept = new LinkedHashMap<>(filter.said());
        List.of("type", "model", "feature", "key", "from", "to", "at").forEach(kept::remove);
        return kept;
    }

    private List<Link> chips() {
        List<Link> chips = new ArrayList<>();
        TransactionType type = filter.type();
        if (type != null) {
            chips.add(new Link(RowWords.of(type), filter.link("type", ""), true));
        }
        if (!filter.model().isEmpty()) {
            chips.add(new Link(filter.model(), filter.link("model", ""), true));
        }
        if (!filter.feature().isEmpty()) {
            chips.add(new Link(filter.feature(), filter.link("feature", ""), true));
        }
        if (!filter.key().isEmpty()) {
            String name = keyIds.entrySet().stream()
                    .filter(each -> each.getValue().equals(filter.key()))
                    .map(each -> keyNames.getOrDefault(each.getKey(), ""))
                    .findFirst()
                    .orElse("Unknown key");
            chips.add(new Link(name, filter.link("key", ""), true));
        }
        ActivityFilter.Bar bar = filter.bar();
        if (bar != null) {
            Moment at = Moment.of(bar.start(), zone);
            chips.add(new Link(filter.hours() ? at.text() : at.day(), filter.link("at", ""), true));
        }
        return chips;
    }

    private String span(Instant now) {
        Moment from = Moment.of(filter.rowsFrom(), zone);
        Instant end = filter.rowsUntil().isAfter(now) ? now : filter.rowsUntil().minusNanos(1);
        Moment until = Moment.of(end, zone);
        if (filter.hours()) {
            return from.text() + " to " + until.text();
        }
        return from.day().equals(until.day()) ? from.day() : from.day() + " to " + until.day();
    }

    private List<Option> months(Instant now, Instant opened) {
        List<Option> months = new ArrayList<>();
        YearMonth first = YearMonth.from(opened.atZone(zone));
        YearMonth month = YearMonth.from(now.atZone(zone));
        for (int i = 0; i < MONTHS && !month.isBefore(first); i++) {
            months.add(new Option(month.toString(), MONTH.format(month), false));
            month = month.minusMonths(1);
        }
        return months;
    }
}
