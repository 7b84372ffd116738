package dev.florin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Row UNIFORM = new Row(
            Part.ENGINE, Spread.UNIFORM, 256, new Measured(30_000, 8, 12, 40, 15), new Measured(5_000, 3, 9, 150, 60));

    @Test
    void aFigureIsJudgedByWhatItIsToReach() {
        assertEquals(Figure.Verdict.NOT_REACHED, new Figure("more is better", 4.9, 5, 8, "×").verdict());
        assertEquals(Figure.Verdict.REACHED, new Figure("more is better", 5, 5, 8, "×").verdict());
        assertEquals(Figure.Verdict.BEYOND, new Figure("more is better", 8, 5, 8, "×").verdict());
        assertEquals(Figure.Verdict.NOT_REACHED, new Figure("less is better", 61, 60, 40, "µs").verdict());
        assertEquals(Figure.Verdict.REACHED, new Figure("less is better", 60, 60, 40, "µs").verdict());
        assertEquals(Figure.Verdict.BEYOND, new Figure("less is better", 40, 60, 40, "µs").verdict());
    }

    @Test
    void onlyWhatWasMeasuredIsJudged() {
        List<Figure> figures = Figures.of(results(List.of(UNIFORM)));
        assertEquals(1, figures.size());
        assertEquals(6.0, figures.getFirst().measured());
        assertTrue(Figures.of(results(List.of())).isEmpty());
    }

    @Test
    void processorTimeThatCannotBeSeenIsNotJudged() {
        Row unseen =
                new Row(Part.ENGINE, Spread.UNIFORM, 1_024, new Measured(1, 1, 1, 0, 15), new Measured(1, 1, 1, 0, 60));
        List<Figure> figures = Figures.of(results(List.of(unseen)));
        assertEquals(1, figures.size());
        assertTrue(figures.getFirst().what().endsWith("Java"));
        assertTrue(Report.text(results(List.of(unseen))).contains("unseen"));
        assertFalse(Report.json(results(List.of(unseen))).contains("postgresql_us"));
    }

    @Test
    void theTextHasALineForEachRowAndEachFigure() {
        String text = Report.text(results(List.of(UNIFORM)));
        assertTrue(
                text.lines()
                        .anyMatch(line -> line.startsWith("engine, 10,000 accounts, uniform  256 callers   30,000")),
                text);
        assertTrue(text.lines().anyMatch(line -> line.endsWith("6 ×       5 ×     8 ×  reached")), text);
        assertFalse(text.contains("Slowed"), text);
    }

    @Test
    void theJsonHasTheSame() {
        JsonNode json = new JsonMapper().readTree(Report.json(results(List.of(UNIFORM))));
        assertEquals("2", json.at("/machine/cores").asString());
        assertEquals(30_000, json.at("/rows/0/florin/calls_per_second").asDouble());
        assertEquals(6, json.at("/rows/0/ratio").asDouble());
        assertEquals("reached", json.at("/figures/0/verdict").asString());
        assertTrue(json.at("/demo_start").isMissingNode());
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("what", "much");
        table.add("a long name", "1");
        table.add("b", "1,000");
        assertEquals("what          much\na long name      1\nb            1,000\n", table.text());
    }

    @Test
    void anOrderForTheLoadIsReadAsItWasWritten() {
        LoadProcess.Order order = new LoadProcess.Order(8080, "sk_x", Spread.HOT, 64, Duration.ofMillis(1_500));
        assertEquals(order, LoadProcess.Order.of(order.line()));
        LoadProcess.Reading reading = new LoadProcess.Reading(10, 20, 30, 40);
        assertEquals(reading, LoadProcess.Reading.of(reading.line()));
    }

    private static Results results(List<Row> rows) {
        return new Results(Map.of("cores", "2"), rows, Optional.empty(), 0, 0, Duration.ofSeconds(7));
    }
}
