package dev.florin.bench;

import dev.florin.server.app.Configuration;
import dev.florin.server.app.ConfigurationFault;
import dev.florin.server.app.DatabaseUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code florin bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = GatewayBench.class,
        description = {
            "Measures Florin beside the ledger that most teams write (one transaction a request, in its strongest form), in one",
            "run on one database: the engine, slowed commits, HTTP from a program of its own, and the start of the demo."
        },
        footer = {
            "",
            "The whole takes about a quarter of an hour and both ledgers' tables some gigabytes. Measure on a machine that does",
            "nothing else; where it does, the ratios still hold. docs/bench.md explains how to read the table."
        })
public final class Bench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--quick", description = "Only what the figures to reach are about: under two minutes.")
    private boolean quick;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "A PostgreSQL (15 or newer) to measure on, postgresql://user:password@host:port/database. Schemas"
                            + " florin_bench and florin_bench_naive are made there and dropped, whatever is in them. Else a"
                            + " PostgreSQL of its own is started.")
    private @Nullable String database;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go as JSON; else ${DEFAULT-VALUE}.")
    private Path json = Path.of("target", "bench.json");

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measures only some parts: engine, slow, http, start, grown.")
    private @Nullable List<Part> only;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                    "Measures the engine once more after N old rows were added to each history; 20000000 take a quarter of"
                            + " an hour and 15 GB. Else it is not measured.")
    private long rows;

    private Bench() {}

    /** Runs it and exits: 0 done, 1 failed, 2 misused. What was not reached is told, not failed. */
    public static void main(String[] words) {
        System.exit(commandLine().execute(words));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Bench::explain);
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Set<Part> parts = only == null ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
        Run run = new Run(quick ? Effort.QUICK : Effort.FULL, parts, rows, url(), line -> {
            err.println("florin: " + line);
            err.flush();
        });
        Results results = run.measure();
        out.print(Report.text(results));
        Path file = json.toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, Report.json(results));
        out.println();
        out.println("It took " + results.took().toSeconds() + " s. The figures as JSON: " + file);
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private Optional<DatabaseUrl> url() {
        if (database == null) {
            return Optional.empty();
        }
        Map<String, String> given = new HashMap<>(Map.of("FLORIN_DATABASE_URL", database));
        return Configuration.read(Configuration.Purpose.TOOL, given, Path.of("").toAbsolutePath())
                .databaseUrl();
    }

    private static int explain(Exception fault, CommandLine command, CommandLine.ParseResult words) throws Exception {
        String text = switch (fault) {
            case ConfigurationFault wrong -> "--database: " + String.join("\n  ", wrong.mistakes());
            case BenchFault told -> told.getMessage();
            default -> throw fault;
        };
        command.getErr().println(text);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
