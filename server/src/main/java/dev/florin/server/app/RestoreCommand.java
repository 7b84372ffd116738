package dev.florin.server.app;

import dev.florin.server.storage.Restore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code florin restore FOLDER}. */
@Command(
        name = "restore",
        description = {
            "Reads a backup into an empty database: an empty FLORIN_DATA, or an empty FLORIN_DATABASE_SCHEMA.",
            "Either all of it is there afterwards, or nothing."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "What ./florin backup wrote.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path source;

    private final Map<String, String> environment;
    private final Path folder;
    private final Restore.Proof proof;

    RestoreCommand(Map<String, String> environment, Path folder, Restore.Proof proof) {
        this.environment = environment;
        this.folder = folder;
        this.proof = proof;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Configuration configuration = Configuration.read(Configuration.Purpose.TOOL, environment, folder);
        Path from = folder.resolve(source).normalize();
        try (ChosenDatabase database = ChosenDatabase.open(configuration, err::println)) {
            long rows = new Restore(database.address(), proof, err::println).read(from);
            out.printf(Locale.ROOT, "%,d rows are restored from %s%n", rows, from);
        }
        out.flush();
        return 0;
    }
}
