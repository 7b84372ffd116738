package dev.florin.server.app;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one command line whose words are commands. */
@Command(
        name = "florin",
        description = "Prepaid AI credit that a company runs itself.",
        mixinStandardHelpOptions = true,
        versionProvider = Florin.Version.class,
        subcommands = Practice.class)
public final class Florin {
    private Florin() {}

    /** Runs the command that {@code words} name and exits with its code: 0 done, 1 failed, 2 misused. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new Florin()).execute(words));
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
