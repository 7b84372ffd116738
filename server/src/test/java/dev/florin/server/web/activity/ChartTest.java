package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes of a chart: its axis, its stacks, and what becomes of more groups than there are colours. */
class ChartTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private static Series.Bar bar(int day, Map<String, String> spent) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        spent.forEach((group, amount) -> amounts.put(group, new BigDecimal(amount)));
        Instant start = START.plus(Duration.ofDays(day));
        return new Series.Bar(start, start.plus(Duration.ofDays(1)), amounts, BigDecimal.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "0.37, 0.1, 4",
        "0.40, 0.1, 4",
        "0.41, 0.2, 3",
        "1, 0.5, 2",
        "3.99, 1, 4",
        "17, 5, 4",
        "99, 50, 2",
        "0.000000001, 0.0000000005, 2",
        "123456789, 50000000, 3"
    })
    void anAxisGoesInStepsThatPeopleCountIn(String most, String step, int steps) {
        NiceScale scale = NiceScale.upTo(new BigDecimal(most));
        assertTrue(scale.top().compareTo(new BigDecimal(most)) >= 0, scale.toString());
        assertTrue(scale.steps() <= 5, scale.toString());
        assertEquals(steps + 1, scale.ticks().size(), scale.toString());
        assertEquals(0, scale.step().compareTo(new BigDecimal(step)), scale.toString());
    }

    @Test
    void partsStandOnOneAnotherAndTheHighestBarReachesItsAmount() {
        Series series = Series.of(List.of(bar(0, Map.of("a", "1", "b", "3")), bar(1, Map.of("a", "1"))));
        assertEquals(List.of("a", "b"), series.names().stream().sorted().toList());
        assertEquals("b", series.names().getFirst(), "the dearest is at the bottom");
        Drawing drawing = Drawing.of(series);
        Drawing.Column first = drawing.bars().getFirst();
        Drawing.Part below = first.parts().getFirst();
        Drawing.Part above = first.parts().get(1);
        int floor = Drawing.HEIGHT - Drawing.BOTTOM;
        assertEquals(floor, below.y() + below.height(), 0.02);
        assertEquals(below.y(), above.y() + above.height(), 0.02);
        assertEquals(Drawing.TOP, above.y(), 0.02, "the axis ends at 4");
        assertEquals(3 * above.height(), below.height(), 0.05);
        assertEquals(1, drawing.bars().get(1).parts().size());
        assertTrue(first.slot() + first.slotWidth() <= drawing.bars().get(1).slot() + 0.02);
    }

    @Test
    void whatIsTooLittleToSeeIsDrawnAllTheSame() {
        Series series = Series.of(List.of(bar(0, Map.of("a", "1000")), bar(1, Map.of("a", "0.000000001"))));
        assertEquals(1, Drawing.of(series).bars().get(1).parts().getFirst().height());
    }

    @Test
    void moreGroupsThanColoursBecomeTheOthers() {
        Map<String, String> spent = new TreeMap<>();
        for (int group = 1; group <= 9; group++) {
            spent.put("g" + group, Integer.toString(group));
        }
        Series series = Series.of(List.of(bar(0, spent)));
        assertEquals(Series.MOST, series.names().size());
        assertEquals(List.of("g9", "g8", "g7", "g6", "g5", Series.OTHERS), series.names());
        assertEquals(BigDecimal.TEN, series.total(Series.OTHERS));
        assertEquals(new BigDecimal("45"), series.highest());
    }

    @Test
    void labelsNeverRunIntoOneAnotherAndTheNewestHasOne() {
        List<Series.Bar> bars = new ArrayList<>();
        for (int day = 0; day < 400; day++) {
            bars.add(bar(day, Map.of("a", "1")));
        }
        List<Drawing.Column> columns = Drawing.of(Series.of(bars)).bars();
        assertTrue(columns.getLast().labelled());
        List<Drawing.Column> labelled =
                columns.stream().filter(Drawing.Column::labelled).toList();
        for (int i = 1; i < labelled.size(); i++) {
            assertTrue(labelled.get(i).middle() - labelled.get(i - 1).middle() >= 60, "labels at " + i);
        }
        assertTrue(columns.getLast().x() + columns.getLast().width() <= Drawing.WIDTH);
    }
}
