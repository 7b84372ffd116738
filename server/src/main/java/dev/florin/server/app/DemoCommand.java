package dev.florin.server.app;

import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.gateway.calls.Provider;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.web.api.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code florin demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts a Florin to try: a PostgreSQL of its own, three accounts with a history, and every price.",
        footer = {
            "",
            "Everything is kept in FLORIN_DATA (./data) and is there again at the next start. FLORIN_PORT (8080) is where",
            "it listens, on this machine only. Ctrl-C ends it."
        })
final class DemoCommand implements Callable<Integer> {
    private Optional<SandboxProcess> sandbox = Optional.empty();

    @Override
    public Integer call() {
        Configuration configuration = Configuration.ofThisProcess(Configuration.Purpose.DEMO);
        Console console = new Console();
        configuration.notes().forEach(console::note);
        Front.requireFree(configuration);
        Path log = logFile(configuration);
        LogFile.use(log);
        Running running = new Running();
        ChosenDatabase database = ChosenDatabase.serving(configuration, console::note, console::lost);
        running.closeFirst(database);
        Program program = Program.start(
                database.address(),
                DemoGuard::requireDemo,
                Program.Ledgers.of(configuration),
                PublishedPrices.ofDemo(),
                running.metrics(),
                found -> outside(configuration, found, running),
                running.registry());
        running.closeFirst(program);
        DemoData data = new DemoData(program.customers(), program.ledger(), new SandboxClock(program.database()));
        if (!data.isMade()) {
            console.note("filling the demo with thirty days of use (once) ...");
            data.make();
        }
        data.makeKeys();
        Front front = Front.start(configuration, program, running, new Front.Demo(log, database, sandbox));
        running.closeFirst(front);
        welcome(configuration, console);
        running.untilStopped();
        return 0;
    }

    /** The stand-ins, which must know how far the demo's clock is ahead; or what is configured instead. */
    private Program.Outside outside(Configuration configuration, Database database, Running running) {
        sandbox = SandboxProcess.start(
                configuration, new SandboxClock(database).read().offset());
        sandbox.ifPresent(running::closeFirst);
        Optional<StripeSettings> stripe = configuration
                .stripe()
                .or(() -> sandbox.map(each -> each.standIns().settings(configuration.publicUrl())));
        return new Program.Outside(stripe, gateway(configuration, sandbox), mail(configuration, sandbox));
    }

    /** Whoever has no provider of its own is served by the stand-ins, whatever its name. */
    static GatewaySettings gateway(Configuration configuration, Optional<SandboxProcess> sandbox) {
        GatewaySettings configured = configuration.gateway();
        return sandbox.flatMap(each -> Optional.ofNullable(each.standIns().models()))
                .map(models -> configured.orElse(standIns(models), ProviderCheck.connectWithin(true)))
                .orElse(configured);
    }

    private static Map<String, Provider> standIns(StandIns.Models models) {
        return Map.of(
                "anthropic",
                ProviderCheck.standIn("anthropic", models.anthropic() + "/v1", true),
                GatewaySettings.ANY,
                ProviderCheck.standIn(GatewaySettings.ANY, models.openAi(), false));
    }

    /** A mail server that is configured is used instead of the mail box. */
    static MailSettings mail(Configuration configuration, Optional<SandboxProcess> sandbox) {
        MailSettings mail = configuration.mail();
        String from = mail.from().isEmpty() ? "Florin <billing@florin.example>" : mail.from();
        MailSettings.Server box = sandbox.flatMap(SandboxProcess::mailServer).orElse(null);
        String support = mail.support() == null ? "support@florin.example" : mail.support();
        return new MailSettings(
                mail.server() == null ? box : mail.server(), from, mail.seller(), mail.publicUrl(), support);
    }

    private static Path logFile(Configuration configuration) {
        try {
            Files.createDirectories(configuration.data());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + configuration.data(), e);
        }
        return configuration.data().resolve("demo.log");
    }

    private static void welcome(Configuration configuration, Console console) {
        String key = configuration.operatorKey().orElseThrow().secret();
        console.say("""

                Florin is ready at %1$s

                  the customers' pages  %1$s/
                  API documentation     %1$s/docs
                  operator key          %2$s
                  accounts              ada (Pro, 30 days of use), bob (free), carol (Pro, little left)

                What Ada has:

                  curl -sw '\\n' %1$s/v1/accounts/ada/balance -H 'Authorization: Bearer %2$s'

                A call of 1,200 tokens in and 350 out, priced and charged in one step (send it twice: it is one charge):

                  curl -sw '\\n' %1$s/v1/accounts/ada/charges -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' \
                -H 'Idempotency-Key: first-charge' -d '{"usage":{"model":"sandbox-large","input_tokens":1200,\
                "output_tokens":350},"feature":"chat"}'

                A model called with a key of Ada's own and paid from her credit; any OpenAI or Anthropic SDK works the same way:

                  curl -sw '\\n' %1$s/openai/v1/chat/completions -H 'Authorization: Bearer %3$s' \
                -H 'Content-Type: application/json' -d '{"model":"sandbox-large","messages":[{"role":"user","content":"Hello"}]}'

                Ctrl-C ends it; the next start goes on where it was.""".formatted(configuration.publicUrl(), key, DemoData.keyOf(DemoData.ADA)));
    }
}
