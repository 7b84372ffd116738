package dev.florin.server.app;

import dev.florin.server.embedded.EmbeddedFault;
import dev.florin.server.web.http.HttpFault;
import java.util.Objects;
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
        System.exit(new CommandLine(new Florin())
                .setExecutionExceptionHandler((failure, line, _) -> report(failure, line))
                .execute(words));
    }

    /** What the world did wrong is said in a sentence; a bug shows where it happened. */
    private static int report(Exception failure, CommandLine line) {
        switch (failure) {
            case ConfigurationFault _, EmbeddedFault _, HttpFault _ ->
                line.getErr().println("florin: " + failure.getMessage());
            default -> failure.printStackTrace(line.getErr());
        }
        return 1;
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
