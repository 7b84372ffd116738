package dev.florin.server.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code florin serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves on the PostgreSQL that FLORIN_DATABASE_URL names (15 or newer), or on Florin's own.",
        footer = {
            "",
            "FLORIN_OPERATOR_KEY is required. Any number of processes may serve on one database.",
            "./florin config prints the configuration in force; docs/operations.md explains every setting."
        })
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Configuration configuration = Configuration.ofThisProcess(Configuration.Purpose.SERVE);
        Console console = new Console();
        configuration.notes().forEach(console::note);
        Front.requireFree(configuration);
        ChosenDatabase database = ChosenDatabase.serving(configuration, console::note, console::lost);
        Running running = new Running();
        running.closeFirst(database);
        Program program = Program.start(
                database.address(),
                found -> DemoGuard.requireFit(found, configuration),
                Program.Ledgers.of(configuration),
                PublishedPrices.ofProviders(),
                running.metrics(),
                _ -> Program.Outside.of(configuration),
                running.registry());
        running.closeFirst(program);
        Front front = Front.start(configuration, program, running, null);
        running.closeFirst(front);
        console.say("Florin serves at " + configuration.publicUrl() + " (API documentation at /docs). Ctrl-C ends it.");
        running.untilStopped();
        return 0;
    }
}
