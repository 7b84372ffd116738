package dev.florin.server.web.activity;

import dev.florin.core.money.Amount;
import dev.florin.server.web.documents.DollarText;
import dev.florin.server.web.pages.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts words and links to the shapes of a chart. */
final class ChartViews {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_TICK = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter HOUR_TICK = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

    private final ActivityFilter filter;
    private final ZoneId zone;
    private final Map<Long, String> keyNames;
    private final Map<Long, String> keyIds;

    /**
     * Views of one page's chart.
     *
     * @param keyNames what the customer calls each gateway key, by its number
     * @param keyIds what the address calls it
     */
    ChartViews(ActivityFilter filter, ZoneId zone, Map<Long, String> keyNames, Map<Long, String> keyIds) {
        this.filter = filter;
        this.zone = zone;
        this.keyNames = Map.copyOf(keyNames);
        this.keyIds = Map.copyOf(keyIds);
    }

    ChartView of(Series series) {
        Drawing drawing = Drawing.of(series);
        List<ChartView.Line> lines = drawing.lines().stream()
                .map(line -> new ChartView.Line(line.y(), DollarText.exact(line.amount())))
                .toList();
        List<ChartView.Legend> legend = new ArrayList<>();
        for (int i = 0; i < series.names().size(); i++) {
            String group = series.names().get(i);
            legend.add(new ChartView.Legend(
                    style(i, group), name(group), href(group), Money.cost(amount(series.total(group)))));
        }
        List<ChartView.Bar> bars = new ArrayList<>();
        for (int i = 0; i < series.bars().size(); i++) {
            bars.add(bar(series, series.bars().get(i), drawing.bars().get(i)));
        }
        return new ChartView(lines, bars, legend, filter.hours());
    }

    private ChartView.Bar bar(Series series, Series.Bar bar, Drawing.Column column) {
        String time = (filter.hours() ? HOUR : DAY).format(bar.start().atZone(zone));
        List<Money> amounts = new ArrayList<>();
        StringBuilder label = new StringBuilder(time)
                .append(": ")
                .append(Money.cost(amount(bar.total())).text());
        for (String group : series.names()) {
            BigDecimal spent = bar.spent().getOrDefault(group, BigDecimal.ZERO);
            amounts.add(Money.cost(amount(spent)));
            if (spent.signum() > 0 && series.names().size() > 1) {
                label.append(", ")
                        .append(name(group))
                        .append(' ')
                        .append(amounts.getLast().text());
            }
        }
        String added =
                bar.added().signum() > 0 ? Money.change(amount(bar.added())).text() : "";
        if (!added.isEmpty()) {
            label.append(". Credit added: ").append(added);
        }
        ActivityFilter.Bar chosen = filter.bar();
        boolean isChosen = chosen != null && chosen.start().equals(bar.start());
        return new ChartView.Bar(
                column,
                filter.link("at", isChosen ? "" : filter.nameOf(bar.start(), zone)) + "#history",
                isChosen,
                time,
                label.toString(),
                column.labelled() ? tick(bar.start()) : "",
                amounts,
                Money.cost(amount(bar.total())),
                added);
    }

    private String tick(Instant start) {
        return (filter.hours() ? HOUR_TICK : DAY_TICK).format(start.atZone(zone));
    }

    /** A day's sum is an amount, however many rows it has. */
    private static Amount amount(BigDecimal dollars) {
        return Amount.of(dollars);
    }

    private static String style(int place, String group) {
        return group.equals(Series.OTHERS) ? "others" : "s" + place;
    }

    private String name(String group) {
        if (group.equals(Series.OTHERS)) {
            return "All others";
        }
        if (group.isEmpty()) {
            return filter.grouping().none();
        }
        return filter.grouping() == Grouping.KEY ? keyNames.getOrDefault(Long.valueOf(group), "Key " + group) : group;
    }

    /** The same page of this group only; of all again, where it is the only one already. */
    private String href(String group) {
        if (group.equals(Series.OTHERS) || group.isEmpty()) {
            return "";
        }
        String value = filter.grouping() == Grouping.KEY ? keyIds.getOrDefault(Long.valueOf(group), "") : group;
        String said = filter.said().getOrDefault(filter.grouping().code(), "");
        return value.isEmpty() ? "" : filter.link(filter.grouping().code(), said.equals(value) ? "" : value);
    }
}
