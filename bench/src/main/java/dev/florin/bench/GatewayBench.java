package dev.florin.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code florin bench gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what the gateway adds to calls of a model: beside the provider's stand-in asked directly and, where npm",
            "can install it, beside @portkey-ai/gateway, which keeps no accounts. All in one run, taking turns, on this machine."
        })
final class GatewayBench implements Callable<Integer> {
    private static final int LOAD_CONNECTIONS = 64;
    private static final int HALF_LOAD_CONNECTIONS = 16;

    /** Every program compiles what it does often, Java later than Node; servers run for days. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 0.99;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each takes its turn; else ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "How long each turn lasts; else ${DEFAULT-VALUE}.")
    private int seconds = 3;

    /** What was measured of one of them in one round. */
    private record Turn(
            CallRounds.Round alone, CallRounds.Round stream, CallRounds.Round load, CallRounds.Round half) {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path folder = TemporaryFolder.make();
        try (BenchDatabase database = BenchDatabase.open(Optional.empty());
                GatewayServers servers = new GatewayServers(folder, line -> {
                    err.println("florin: " + line);
                    err.flush();
                })) {
            Map<String, IntFunction<CallConnection.Target>> all = new LinkedHashMap<>();
            all.put("direct", servers.direct());
            all.put("Florin", servers.florin(database));
            servers.portkey().ifPresent(portkey -> all.put("Portkey", portkey));
            err.println("florin: warming up, then " + rounds + " rounds ...");
            err.flush();
            Map<String, Double> half = new LinkedHashMap<>();
            all.forEach((name, targets) -> {
                CallRounds.run(targets, HALF_LOAD_CONNECTIONS, true, WARM_UP.dividedBy(4), 0);
                CallRounds.run(targets, LOAD_CONNECTIONS, false, WARM_UP, 0);
                half.put(
                        name,
                        CallRounds.run(targets, LOAD_CONNECTIONS, false, turn(), 0)
                                        .callsPerSecond()
                                / 2);
            });
            Map<String, List<Turn>> turns = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                all.forEach((name, targets) -> turns.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(measured(targets, half.getOrDefault(name, 1.0))));
            }
            out.print(table(turns));
            out.flush();
        } finally {
            TemporaryFolder.delete(folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private Duration turn() {
        return Duration.ofSeconds(seconds);
    }

    private Turn measured(IntFunction<CallConnection.Target> targets, double halfPerSecond) {
        return new Turn(
                CallRounds.run(targets, 1, false, turn(), 0),
                CallRounds.run(targets, HALF_LOAD_CONNECTIONS, true, turn(), 0),
                CallRounds.run(targets, LOAD_CONNECTIONS, false, turn(), 0),
                CallRounds.run(targets, HALF_LOAD_CONNECTIONS, false, turn(), halfPerSecond));
    }

    private static String table(Map<String, List<Turn>> turns) {
        List<Turn> direct = turns.getOrDefault("direct", List.of());
        TextTable table = new TextTable("added to the provider, ms, medians of rounds", "direct", "Florin", "Portkey");
        add(table, turns, direct, "whole answer, one caller, p50", turn -> millis(turn.alone.wholes(), 0.5));
        add(table, turns, direct, "whole answer, one caller, p99", turn -> millis(turn.alone.wholes(), P99));
        add(table, turns, direct, "whole answer, half load, p50", turn -> millis(turn.half.wholes(), 0.5));
        add(table, turns, direct, "whole answer, half load, p99", turn -> millis(turn.half.wholes(), P99));
        add(table, turns, direct, "stream, first token, p50", turn -> millis(turn.stream.firsts(), 0.5));
        add(table, turns, direct, "stream, first token, p99", turn -> millis(turn.stream.firsts(), P99));
        add(table, turns, direct, "stream, each token", GatewayBench::perToken);
        List<String> calls = new ArrayList<>(List.of("calls a second, " + LOAD_CONNECTIONS + " connections"));
        for (String name : List.of("direct", "Florin", "Portkey")) {
            calls.add(
                    turns.containsKey(name)
                            ? String.format(
                                    Locale.ROOT, "%.0f", median(turns.get(name), turn -> turn.load.callsPerSecond()))
                            : "-");
        }
        table.add(calls.toArray(String[]::new));
        return table.text();
    }

    private static void add(
            TextTable table,
            Map<String, List<Turn>> turns,
            List<Turn> direct,
            String what,
            ToDoubleFunction<Turn> figure) {
        double base = median(direct, figure);
        List<String> cells = new ArrayList<>(List.of(what, text(base)));
        for (String name : List.of("Florin", "Portkey")) {
            List<Turn> its = turns.get(name);
            cells.add(its == null ? "-" : "+" + text(median(its, figure) - base));
        }
        table.add(cells.toArray(String[]::new));
    }

    /** What comes after the first token, spread over the others. */
    private static double perToken(Turn turn) {
        return (millis(turn.stream.wholes(), 0.5) - millis(turn.stream.firsts(), 0.5)) / (ProviderStandIn.TOKENS - 1);
    }

    private static double millis(Latencies latencies, double share) {
        return latencies.within(share) / NANOS_PER_MILLI;
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(0);
    }

    private static String text(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }
}
