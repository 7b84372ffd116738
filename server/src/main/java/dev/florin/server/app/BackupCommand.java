package dev.florin.server.app;

import dev.florin.server.storage.Backup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code florin backup FOLDER}. */
@Command(
        name = "backup",
        description = {
            "Writes the whole database to plain files: a CSV file a table and manifest.json.",
            "Works beside a running demo or server; the files agree with one another."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Where to write; it must be new or empty.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path target;

    private final Map<String, String> environment;
    private final Path folder;

    BackupCommand(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Configuration configuration = Configuration.read(Configuration.Purpose.TOOL, environment, folder);
        Path into = folder.resolve(target).normalize();
        try (ChosenDatabase database = ChosenDatabase.existing(configuration, err::println)) {
            long rows = new Backup(database.address(), err::println).write(into);
            out.printf(Locale.ROOT, "%,d rows are in %s%n", rows, into);
        }
        out.flush();
        return 0;
    }
}
