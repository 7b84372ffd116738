package dev.florin.server.app;

import dev.florin.server.storage.Anchor;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.BooksReport;
import dev.florin.server.storage.Database;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code florin verify}. */
@Command(
        name = "verify",
        description = {
            "Recomputes the books from their rows (balances, grants, holds, costs, sequences, hashes, and the sum over all",
            "accounts) and names the first row that does not fit. Works beside a running demo or server.",
            "Ends with 0 where everything fits, with 1 where something does not."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--anchor",
            paramLabel = "ANCHOR",
            description = "An anchor that an earlier run printed: every row from before it must still be there.")
    private @Nullable String anchor;

    private final Map<String, String> environment;
    private final Path folder;

    VerifyCommand(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Anchor expected = expected();
        Configuration configuration = Configuration.read(Configuration.Purpose.TOOL, environment, folder);
        try (ChosenDatabase chosen = ChosenDatabase.existing(configuration, err::println);
                Database database = new Database(chosen.address())) {
            BooksReport report = new Books(database).verify(expected);
            print(report, out);
            out.flush();
            return report.balanced() ? 0 : 1;
        }
    }

    private @Nullable Anchor expected() {
        return anchor == null
                ? null
                : Anchor.read(anchor)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(), "--anchor: not an anchor that florin verify printed"));
    }

    private static void print(BooksReport report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d accounts, %,d transactions, %,d grants, %,d open holds, %,d keys, %,d prices in %.1f s%n",
                report.accounts(),
                report.transactions(),
                report.grants(),
                report.openHolds(),
                report.keys(),
                report.prices(),
                report.took().toMillis() / 1_000.0);
        report.firstDifference()
                .ifPresentOrElse(difference -> out.println("The books do NOT balance: " + difference), () -> {
                    out.println("The books balance: customers have " + report.customersHave().toPlainString());
                    out.println("anchor " + report.anchor());
                });
    }
}
