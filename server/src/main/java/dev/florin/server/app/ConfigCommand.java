package dev.florin.server.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code florin config}: what is in force and where it comes from, without secrets. */
@Command(
        name = "config",
        description = "Prints the configuration in force and where each value comes from, without secrets.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--for",
            paramLabel = "COMMAND",
            defaultValue = "TOOL",
            description = "Checks it as that command would: demo, serve or tool (the default).")
    private Configuration.Purpose purpose = Configuration.Purpose.TOOL;

    private final Map<String, String> environment;
    private final Path folder;

    ConfigCommand(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        GivenSettings given = GivenSettings.read(environment, folder);
        Configuration configuration = new ConfigurationCheck(given, purpose, folder).configuration();
        for (Setting setting : Setting.values()) {
            String value = inForce(setting, given, configuration);
            out.printf(
                    Locale.ROOT,
                    "%-30s %-40s %s%n",
                    setting,
                    value.isEmpty() ? "-" : value,
                    given.given(setting).origin());
        }
        configuration.notes().forEach(note -> out.println("note: " + note));
        out.flush();
        return 0;
    }

    /** What follows from other values is shown as what it comes to. */
    private static String inForce(Setting setting, GivenSettings given, Configuration configuration) {
        return switch (setting) {
            case FLORIN_PUBLIC_URL -> configuration.publicUrl();
            case FLORIN_DATA -> configuration.data().toString();
            case FLORIN_DATABASE_URL ->
                configuration.databaseUrl().isEmpty() ? "(embedded PostgreSQL)" : setting.shown(given.value(setting));
            case FLORIN_OPERATOR_KEY ->
                configuration.operatorKey().map(OperatorKey::toString).orElse("");
            case FLORIN_PORT,
                    FLORIN_ADDRESS,
                    FLORIN_METRICS_PORT,
                    FLORIN_DATABASE_SCHEMA,
                    FLORIN_LANES,
                    FLORIN_QUEUE,
                    FLORIN_CONFIG,
                    FLORIN_DEMO,
                    FLORIN_STRIPE_KEY,
                    FLORIN_STRIPE_WEBHOOK_SECRETS,
                    FLORIN_STRIPE_URL,
                    FLORIN_RETURN_ORIGINS,
                    FLORIN_OPENAI_KEY,
                    FLORIN_ANTHROPIC_KEY,
                    FLORIN_GOOGLE_KEY,
                    FLORIN_PROVIDERS,
                    FLORIN_MOST_CARRIED,
                    FLORIN_SMTP_URL,
                    FLORIN_MAIL_FROM,
                    FLORIN_SUPPORT_EMAIL,
                    FLORIN_SELLER_NAME,
                    FLORIN_SELLER_ADDRESS,
                    FLORIN_SELLER_TAX_ID,
                    FLORIN_CRASH_AT -> setting.shown(given.value(setting));
        };
    }
}
