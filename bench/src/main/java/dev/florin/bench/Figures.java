package dev.florin.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures to reach, and which of a run's results each is about. One whose result is missing is left out. */
final class Figures {
    private static final int MANY = 256;
    private static final int MOST = 1_024;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final List<Row> rows;
    private final List<Figure> found = new ArrayList<>();

    private Figures(List<Row> rows) {
        this.rows = rows;
    }

    static List<Figure> of(Results results) {
        Figures figures = new Figures(results.rows());
        figures.engine();
        figures.grown();
        figures.http();
        results.starts().ifPresent(starts -> figures.add("start of the demo, second time", seconds(starts), 5, 2, "s"));
        figures.memory("memory of the server, idle", results.idleBytes(), 200, 120);
        figures.memory("memory of the server, after full load", results.loadedBytes(), 600, 400);
        return figures.found;
    }

    private void engine() {
        ratio(Part.ENGINE, Spread.UNIFORM, MANY, 5, 8);
        ratio(Part.ENGINE, Spread.ZIPF, MANY, 6, 10);
        ratio(Part.ENGINE, Spread.HOT, MANY, 20, 40);
        ratio(Part.SLOW, Spread.HOT, MANY, 60, 100);
        of(Part.ENGINE, Spread.UNIFORM, 1, "p50 ÷ naive", Figures::medianRatio, 1.3, 1.0, "×");
        of(Part.ENGINE, Spread.UNIFORM, MOST, "CPU a call, PostgreSQL", Figures::postgres, 60, 40, "µs");
        of(
                Part.ENGINE,
                Spread.UNIFORM,
                MOST,
                "CPU a call, Java",
                row -> row.florin().javaMicros(),
                20,
                10,
                "µs");
    }

    /** How much of its speed is left; nothing where one of the two was not measured. */
    private void grown() {
        rows.stream()
                .filter(row -> row.part() == Part.GROWN)
                .forEach(grown -> rows.stream()
                        .filter(row -> row.is(Part.ENGINE, grown.spread(), grown.callers()))
                        .forEach(before -> add(
                                title(grown) + ", calls/s ÷ those before",
                                grown.florin().callsPerSecond()
                                        / before.florin().callsPerSecond(),
                                0.75,
                                0.9,
                                "×")));
    }

    private void http() {
        ratio(Part.HTTP, Spread.UNIFORM, MANY, 3, 5);
        ratio(Part.HTTP, Spread.HOT, MANY, 12, 20);
        of(Part.HTTP, Spread.UNIFORM, MANY, "p99", row -> row.florin().p99Millis(), 30, 15, "ms");
        of(Part.HTTP, Spread.HOT, MANY, "p99", row -> row.florin().p99Millis(), 30, 15, "ms");
    }

    private void ratio(Part part, Spread spread, int callers, double atLeast, double beyond) {
        of(part, spread, callers, "calls/s ÷ naive", Row::ratio, atLeast, beyond, "×");
    }

    private void of(
            Part part,
            Spread spread,
            int callers,
            String what,
            ToDoubleFunction<Row> measured,
            double atLeast,
            double beyond,
            String unit) {
        for (Row row : rows) {
            if (row.is(part, spread, callers)) {
                add(title(row) + ", " + what, measured.applyAsDouble(row), atLeast, beyond, unit);
            }
        }
    }

    private void memory(String what, long bytes, double atLeast, double beyond) {
        add(what, bytes / BYTES_PER_MEGABYTE, atLeast, beyond, "MB");
    }

    /** Nothing that is measured here can be zero: then it could not be seen. */
    private void add(String what, double measured, double atLeast, double beyond, String unit) {
        if (measured > 0) {
            found.add(new Figure(what, measured, atLeast, beyond, unit));
        }
    }

    private static String title(Row row) {
        return row.part().title() + ", " + row.spread().title() + ", " + row.who();
    }

    private static double medianRatio(Row row) {
        return row.florin().medianMillis() / row.naive().medianMillis();
    }

    private static double postgres(Row row) {
        return row.florin().postgresMicros();
    }

    private static double seconds(DemoStarts starts) {
        Duration second = starts.second();
        return second.toMillis() / MILLIS_PER_SECOND;
    }
}
