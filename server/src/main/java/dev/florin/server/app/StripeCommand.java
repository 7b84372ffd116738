package dev.florin.server.app;

import dev.florin.server.payments.PaymentMeters;
import dev.florin.server.payments.ProPlan;
import dev.florin.server.payments.SetupCheck;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.StripeEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code florin stripe}. */
@Command(
        name = "stripe",
        description = "Looks after the connection to Stripe.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class StripeCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "what of stripe: listen-check or replay?");
    }

    static CommandLine commandLine(Map<String, String> environment, Path folder) {
        return new CommandLine(new StripeCommand())
                .addSubcommand(new ListenCheck(environment, folder))
                .addSubcommand(new Replay(environment, folder));
    }

    /** {@code florin stripe listen-check}. */
    @Command(
            name = "listen-check",
            description = {
                "Looks whether Stripe is set up for this server: the key and what it may do, the prices of Pro, the webhook",
                "endpoint and what it sends, the customer portal. Says what to do about what is wrong; changes nothing.",
                "Ends with 0 where all is well, else with 1."
            },
            mixinStandardHelpOptions = true)
    static final class ListenCheck implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        private final Map<String, String> environment;
        private final Path folder;

        ListenCheck(Map<String, String> environment, Path folder) {
            this.environment = environment;
            this.folder = folder;
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            Configuration configuration = Configuration.read(Configuration.Purpose.TOOL, environment, folder);
            if (configuration.stripe().isEmpty()) {
                out.println("FLORIN_STRIPE_KEY is not set: nothing can be bought. docs/stripe.md says how to begin.");
                out.flush();
                return CommandLine.ExitCode.SOFTWARE;
            }
            StripeSettings stripe = configuration.stripe().get();
            List<SetupCheck.Finding> findings = SetupCheck.look(
                    stripe, ProPlan.usual(), Clock.systemUTC(), new PaymentMeters(new SimpleMeterRegistry()));
            boolean secrets = !stripe.webhookSecrets().isEmpty();
            for (SetupCheck.Finding finding : findings) {
                out.println((finding.fine() ? "ok     " : "WRONG  ") + finding.what());
                if (!finding.fine()) {
                    out.println("       -> " + finding.advice());
                }
            }
            if (!secrets) {
                out.println("WRONG  FLORIN_STRIPE_WEBHOOK_SECRETS is not set: no event will be believed");
                out.println("       -> copy the signing secret of the webhook endpoint, whsec_…");
            }
            out.flush();
            return secrets && findings.stream().allMatch(SetupCheck.Finding::fine)
                    ? CommandLine.ExitCode.OK
                    : CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** {@code florin stripe replay}. */
    @Command(
            name = "replay",
            description = {
                "Works again on events of Stripe that were given up after days of trying: on one, or on all of them.",
                "A running server takes them up within a second."
            },
            mixinStandardHelpOptions = true)
    static final class Replay implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "EVENT", description = "An event's id, evt_…; without it, all.")
        private @Nullable String event;

        private final Map<String, String> environment;
        private final Path folder;

        Replay(Map<String, String> environment, Path folder) {
            this.environment = environment;
            this.folder = folder;
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            Configuration configuration = Configuration.read(Configuration.Purpose.TOOL, environment, folder);
            try (ChosenDatabase chosen = ChosenDatabase.existing(configuration, err::println);
                    Database database = new Database(chosen.address())) {
                int again = new StripeEvents(database).replay(event);
                out.println(again == 1 ? "1 event is worked on again" : again + " events are worked on again");
                out.flush();
                return again == 0 && event != null ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
            }
        }
    }
}
