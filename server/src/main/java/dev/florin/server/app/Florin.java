package dev.florin.server.app;

import dev.florin.server.embedded.EmbeddedFault;
import dev.florin.server.storage.BackupFault;
import dev.florin.server.storage.Books;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.web.http.HttpFault;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one command line whose words are commands. */
@Command(
        name = "florin",
        description = "Prepaid AI credit that a company runs itself.",
        mixinStandardHelpOptions = true,
        versionProvider = Florin.Version.class,
        subcommands = {DemoCommand.class, ServeCommand.class, Practice.class})
public final class Florin {
    private Florin() {}

    /** Runs the command that {@code words} name and exits with its code: 0 done, 1 failed, 2 misused. */
    public static void main(String[] words) {
        System.exit(commandLine(System.getenv(), Path.of("").toAbsolutePath()).execute(words));
    }

    /** All commands, for a process with this environment in this folder. */
    static CommandLine commandLine(Map<String, String> environment, Path folder) {
        return new CommandLine(new Florin())
                .addSubcommand(new VerifyCommand(environment, folder))
                .addSubcommand(new ConfigCommand(environment, folder))
                .addSubcommand(new BackupCommand(environment, folder))
                .addSubcommand(new RestoreCommand(environment, folder, Books::requireProven))
                .addSubcommand(StripeCommand.commandLine(environment, folder))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Florin::explain);
    }

    /** What is no mistake of ours is told in its own words; the rest with all that is known of it. */
    private static int explain(Exception fault, CommandLine command, CommandLine.ParseResult words) throws Exception {
        String text = switch (fault) {
            case ConfigurationFault wrong ->
                "The configuration cannot be used:\n  " + String.join("\n  ", wrong.mistakes());
            case EmbeddedFault told -> told.getMessage();
            case HttpFault told -> told.getMessage();
            case BackupFault told -> told.getMessage();
            case StorageFault told -> "The database says: " + told.getMessage();
            case UncheckedIOException told -> told.getMessage() + reason(told.getCause());
            default -> throw fault;
        };
        command.getErr().println(text);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Of a file that cannot be used: why, where its own message says only which. */
    private static String reason(@Nullable Throwable why) {
        return why instanceof FileSystemException file
                ? " (" + (why instanceof AccessDeniedException ? "you may not" : file.getReason()) + ": "
                        + file.getFile() + ")"
                : ": " + (why == null ? "it says no more" : why.getMessage());
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Florin.class.getPackage().getImplementationVersion();
            return new String[] {"florin " + Objects.requireNonNullElse(version, "(not packaged)")};
        }
    }
}
