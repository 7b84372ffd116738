package dev.florin.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A run's results for a person to read, and as JSON for a program. */
final class Report {
    private static final double MILLIS_PER_SECOND = 1e3;

    private Report() {}

    static String text(Results results) {
        StringBuilder text = new StringBuilder();
        text.append(results.machine().entrySet().stream()
                        .map(fact -> fact.getKey().replace('_', ' ') + " " + fact.getValue())
                        .collect(Collectors.joining(" · ")))
                .append("\n\n");
        TextTable rows = rows(results.rows());
        if (!rows.isEmpty()) {
            text.append(
                            "One call is a hold and its settle. Medians of rounds in which Florin and the naive ledger took turns.\n")
                    .append("PostgreSQL and Java: processor time of each call, in µs.\n\n")
                    .append(rows.text())
                    .append('\n');
        }
        if (results.rows().stream().anyMatch(row -> row.part() == Part.SLOW)) {
            text.append(
                    "Slowed commits: a trigger deferred to the COMMIT sleeps 2 ms in both ledgers, locks held.\n\n");
        }
        results.starts()
                .ifPresent(starts -> text.append(String.format(
                        Locale.ROOT,
                        "./florin demo was ready after %.1f s the first time, after %.1f s the second.%n%n",
                        starts.first().toMillis() / MILLIS_PER_SECOND,
                        starts.second().toMillis() / MILLIS_PER_SECOND)));
        TextTable figures = figures(Figures.of(results));
        if (!figures.isEmpty()) {
            text.append(figures.text());
        }
        return text.toString();
    }

    private static TextTable rows(List<Row> rows) {
        TextTable table = new TextTable(
                "",
                "who",
                "calls/s",
                "p50 ms",
                "p99 ms",
                "PostgreSQL",
                "Java",
                "naive calls/s",
                "p50 ms",
                "p99 ms",
                "PostgreSQL",
                "Java",
                "÷ naive");
        for (Row row : rows) {
            Measured florin = row.florin();
            Measured naive = row.naive();
            table.add(
                    row.part().title() + ", " + row.spread().title(),
                    row.who(),
                    whole(florin.callsPerSecond()),
                    fine(florin.medianMillis()),
                    fine(florin.p99Millis()),
                    micros(florin.postgresMicros()),
                    micros(florin.javaMicros()),
                    whole(naive.callsPerSecond()),
                    fine(naive.medianMillis()),
                    fine(naive.p99Millis()),
                    micros(naive.postgresMicros()),
                    micros(naive.javaMicros()),
                    String.format(Locale.ROOT, "%.1f", row.ratio()));
        }
        return table;
    }

    private static TextTable figures(List<Figure> figures) {
        TextTable table = new TextTable("figure", "measured", "to reach", "beyond", "");
        for (Figure figure : figures) {
            table.add(
                    figure.what(),
                    with(figure.measured(), figure),
                    with(figure.atLeast(), figure),
                    with(figure.beyond(), figure),
                    figure.verdict().word());
        }
        return table;
    }

    private static String with(double value, Figure figure) {
        return number(value) + " " + figure.unit();
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? whole(value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String fine(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Processor time that cannot be seen, as that of a PostgreSQL elsewhere, is not zero. */
    private static String micros(double value) {
        return value > 0 ? String.format(Locale.ROOT, "%.1f", value) : "unseen";
    }

    static String json(Results results) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode machine = root.putObject("machine");
        for (Map.Entry<String, String> fact : results.machine().entrySet()) {
            machine.put(fact.getKey(), fact.getValue());
        }
        ArrayNode rows = root.putArray("rows");
        for (Row row : results.rows()) {
            ObjectNode of = rows.addObject();
            of.put("part", row.part().name().toLowerCase(Locale.ROOT));
            of.put("spread", row.spread().name().toLowerCase(Locale.ROOT));
            of.put("callers", row.callers());
            put(of.putObject("florin"), row.florin());
            put(of.putObject("naive"), row.naive());
            of.put("ratio", row.ratio());
        }
        ArrayNode figures = root.putArray("figures");
        for (Figure figure : Figures.of(results)) {
            figures.addObject()
                    .put("what", figure.what())
                    .put("measured", figure.measured())
                    .put("at_least", figure.atLeast())
                    .put("beyond", figure.beyond())
                    .put("unit", figure.unit())
                    .put("verdict", figure.verdict().word());
        }
        results.starts()
                .ifPresent(starts -> root.putObject("demo_start")
                        .put("first_seconds", starts.first().toMillis() / MILLIS_PER_SECOND)
                        .put("second_seconds", starts.second().toMillis() / MILLIS_PER_SECOND));
        root.put("took_seconds", results.took().toSeconds());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode of, Measured measured) {
        of.put("calls_per_second", measured.callsPerSecond())
                .put("p50_ms", measured.medianMillis())
                .put("p99_ms", measured.p99Millis());
        if (measured.postgresMicros() > 0) {
            of.put("postgresql_us", measured.postgresMicros());
        }
        of.put("java_us", measured.javaMicros());
    }
}
