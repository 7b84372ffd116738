package dev.florin.server.web.activity;

import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.server.web.pages.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Works out the figures above the chart. */
record TileViews(Overview overview, ActivityFilter filter, Instant now, ZoneId zone, Instant opened) {
    Tiles view() {
        Optional<Map.Entry<String, Long>> model =
                overview.callsByModel(filter).entrySet().stream().max(Map.Entry.comparingByValue());
        long days = days();
        BigDecimal spent = overview.spentBetween(filter.from(), filter.until());
        return new Tiles(
                Money.cost(Amount.of(overview.spentSince(overview.today()))),
                Money.cost(Amount.of(overview.spentSince(Overview.monthStart(now, zone)))),
                Money.cost(Amount.of(spent.divide(BigDecimal.valueOf(days), Amount.DECIMALS, RoundingMode.HALF_UP))),
                days == 1 ? "1 day" : days + " days",
                model.map(Map.Entry::getKey).orElse(""),
                model.map(each -> RowViews.count(each.getValue())).orElse("0"),
                RowViews.count(overview.notCharged(filter)),
                filter.link("type", TransactionType.NOT_CHARGED.code()) + "#history");
    }

    /** Whole days that the page shows, today included, and none before there was an account. */
    private long days() {
        LocalDate last = LocalDate.ofInstant(
                filter.until().isBefore(now) ? filter.until().minusNanos(1) : now, zone);
        LocalDate first = LocalDate.ofInstant(filter.from().isBefore(opened) ? opened : filter.from(), zone);
        return Math.max(1, ChronoUnit.DAYS.between(first, last) + 1);
    }
}
