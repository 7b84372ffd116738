package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.server.web.documents.DollarText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The pages of an account with 1,000,000 rows: fast, and every row of them adds up. */
class LongHistoryTest {
    private static final int ROWS = 1_000_000;
    private static final int ASKED = 20;

    /** What is to be reached on an idle machine; a busy one may take five times as long. */
    private static final int TABLE_MILLIS = 100;

    private static final int CHART_MILLIS = 150;
    private static final int PATIENCE = 5;

    private static final Pattern TIMING = Pattern.compile("table;dur=([0-9.]+), chart;dur=([0-9.]+)");

    private static final HistoryStage STAGE = new HistoryStage(ROWS);

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    void theFirstPageAndTheChartAreFast() {
        List<Double> table = new ArrayList<>();
        List<Double> chart = new ArrayList<>();
        long begin = System.nanoTime();
        STAGE.get("/activity");
        long cold = (System.nanoTime() - begin) / 1_000_000;
        for (int i = 0; i < ASKED; i++) {
            Matcher timing = TIMING.matcher(
                    STAGE.get("/activity").headers().firstValue("Server-Timing").orElse(""));
            assertTrue(timing.matches());
            table.add(Double.valueOf(timing.group(1)));
            chart.add(Double.valueOf(timing.group(2)));
        }
        System.out.printf(
                Locale.ROOT,
                "activity of %,d rows, median of %d: table %.1f ms (%d wanted), chart %.1f ms (%d wanted), whole page at first %d ms%n",
                ROWS,
                ASKED,
                median(table),
                TABLE_MILLIS,
                median(chart),
                CHART_MILLIS,
                cold);
        assertTrue(median(table) < PATIENCE * TABLE_MILLIS, "table: " + table);
        assertTrue(median(chart) < PATIENCE * CHART_MILLIS, "chart: " + chart);
    }

    @Test
    void everyRowOfTheExportAddsUpToTheBalance() {
        BigDecimal sum = BigDecimal.ZERO;
        long rows = 0;
        BigDecimal last = BigDecimal.ZERO;
        try (Stream<String> lines = STAGE.lines("/activity/export.csv?range=all")) {
            Iterator<String> each = lines.skip(1).iterator();
            while (each.hasNext()) {
                String[] cells = each.next().split(",", 7);
                sum = sum.add(new BigDecimal(cells[4]));
                last = new BigDecimal(cells[5]);
                assertEquals(0, sum.compareTo(last), "row " + cells[1]);
                rows++;
            }
        }
        assertEquals(ROWS, rows);
        String page = STAGE.get("/activity").body();
        assertTrue(page.contains(DollarText.exact(last)), "the page ends with " + last);
    }

    @Test
    void pagesLeadThroughTheTableAndBack() {
        String first = STAGE.get("/activity").body();
        String second = STAGE.get(link(first, "next")).body();
        assertEquals(ActivityPage.ROWS, receipts(second).size());
        assertTrue(Collections.disjoint(receipts(first), receipts(second)));
        String third = STAGE.get(link(second, "next")).body();
        assertEquals(receipts(second), receipts(STAGE.get(link(third, "prev")).body()));
        assertEquals(receipts(first), receipts(STAGE.get(link(second, "prev")).body()));
        assertFalse(first.contains("rel=\"prev\""));
    }

    private static String link(String page, String rel) {
        Matcher found = Pattern.compile("href=\"([^\"]+)\" rel=\"" + rel).matcher(page);
        assertTrue(found.find(), "no " + rel);
        return found.group(1).replace("&amp;", "&").replaceAll("#.*", "");
    }

    private static List<String> receipts(String page) {
        return Pattern.compile("href=\"(/activity/txn_[a-z0-9]+)\"")
                .matcher(page)
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
