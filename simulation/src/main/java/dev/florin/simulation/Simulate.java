package dev.florin.simulation;

import dev.florin.server.embedded.TemporaryPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code florin simulate}. */
@Command(
        name = "florin simulate",
        description = {
            "Plays random histories on the ledger in PostgreSQL and on the reference",
            "ledger: many callers, retries, expiry, prices, clock moves, restarts, lost",
            "connections, two processes on one database. Compares every outcome and every",
            "row, then proves the books. Uses a PostgreSQL of its own that is gone",
            "afterwards.",
            "Ends with 0 where nothing failed, with 1 and the shortest failing history",
            "where something did."
        })
public final class Simulate implements Callable<Integer> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** While one world waits for a disk another works. */
    private static final int WORLDS_PER_CORE = 2;

    /** Short enough to be typed again. */
    private static final int RANDOM_SEEDS = 1_000_000_000;

    private static final int MOST_DIFFERENCES = 8;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The first history's seed; each other has the next. Any by chance where it is not named.")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "How long. Without it and --histories until Ctrl-C.")
    private @Nullable Integer minutes;

    @Option(names = "--histories", paramLabel = "N", description = "How many at most.")
    private long histories = Long.MAX_VALUE;

    @Option(names = "--replay", paramLabel = "FILE", description = "Plays the history in a file instead.")
    private @Nullable Path replay;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Instead of histories: kills one of two servers under load, or PostgreSQL, N times. "
                    + "Everything that was answered must be there, once.")
    private @Nullable Integer kills;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Simulate() {}

    static CommandLine commandLine() {
        return new CommandLine(new Simulate());
    }

    /** Runs and exits with its code: 0 nothing failed, 1 something did, 2 misused. */
    public static void main(String[] words) {
        System.exit(commandLine().execute(words));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        atLeastOne("--minutes", minutes == null ? 1 : minutes);
        atLeastOne("--histories", histories);
        atLeastOne("--kills", kills == null ? 1 : kills);
        Path file = replay;
        History given = file == null ? null : History.read(readable(file));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::stop));
        try (Quiet _ = new Quiet();
                TemporaryPostgres server = TemporaryPostgres.start()) {
            Integer times = kills;
            return given != null ? replay(server, given) : times != null ? kill(server, times) : campaign(server);
        } finally {
            stopped.countDown();
        }
    }

    private void atLeastOne(String option, long number) {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), option + " is at least 1");
        }
    }

    private String readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), "--replay: " + file + " cannot be read");
        }
        return Files.readString(file);
    }

    /** Ctrl-C: what is under way is finished, PostgreSQL stopped and its folder deleted. */
    private void stop() {
        stopping.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int replay(TemporaryPostgres server, History given) {
        try (World world = new World(server)) {
            List<String> differences = world.play(given);
            world.verify().ifPresent(unproven -> out().println(unproven.difference()));
            differences.forEach(out()::println);
            out().printf("%d lines played, %d differences%n", given.size(), differences.size());
            out().flush();
            return differences.isEmpty() ? 0 : 1;
        }
    }

    private int kill(TemporaryPostgres server, int times) throws InterruptedException {
        long first = first();
        out().println("florin simulate --seed " + first + " --kills " + times);
        try (SimulatedDatabase database = SimulatedDatabase.on(server)) {
            Chaos.Report report =
                    new Chaos(server, database, first).run(times, () -> stopping.getCount() == 0, this::say);
            report.wrong().stream().limit(MOST_DIFFERENCES).forEach(this::say);
            out().printf(
                            Locale.ROOT,
                            "%d kills, %,d calls answered, %,d times asked again, %d things wrong%n",
                            report.kills(),
                            report.calls(),
                            report.timesAgain(),
                            report.wrong().size());
            out().flush();
            return report.wrong().isEmpty() ? 0 : 1;
        }
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }

    private long first() {
        return seed == null ? new SecureRandom().nextInt(RANDOM_SEEDS) : seed;
    }

    private int campaign(TemporaryPostgres server) throws InterruptedException {
        long first = first();
        long began = System.nanoTime();
        long end = minutes == null ? Long.MAX_VALUE : began + TimeUnit.MINUTES.toNanos(minutes);
        Campaign campaign = new Campaign(
                server,
                _ -> {},
                new Campaign.Plan(
                        first,
                        histories,
                        WORLDS_PER_CORE * Runtime.getRuntime().availableProcessors(),
                        Shrinking.USUAL_TRIALS));
        out().println("florin simulate --seed " + first);
        Thread progress = Thread.ofVirtual().start(() -> tellProgress(campaign, began));
        Optional<Campaign.Failure> failure = campaign.run(() -> stopping.getCount() == 0 || System.nanoTime() >= end);
        progress.interrupt();
        progress.join();
        tell(campaign, began);
        failure.ifPresentOrElse(this::tell, () -> out().println("Nothing failed."));
        out().flush();
        return failure.isPresent() ? 1 : 0;
    }

    private void tellProgress(Campaign campaign, long began) {
        try {
            while (!stopping.await(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                tell(campaign, began);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the campaign is over
        }
    }

    private void tell(Campaign campaign, long began) {
        Campaign.Progress done = campaign.progress();
        double seconds = Math.max(1, System.nanoTime() - began) / 1e9;
        out().printf(
                        Locale.ROOT,
                        "%,d histories (%.0f a second), %,d commands, %,d connections cut, %,d proofs of the books, %.0f s%n",
                        done.histories(),
                        done.histories() / seconds,
                        done.commands(),
                        done.strikes(),
                        done.proofs(),
                        seconds);
        out().flush();
    }

    private void tell(Campaign.Failure failure) {
        PrintWriter out = out();
        Shrinking.Shrunk shrunk = failure.shrunk();
        out.println();
        out.println("FAILED: the history of seed " + failure.seed());
        failure.differences().stream().limit(MOST_DIFFERENCES).forEach(each -> out.println("  " + each));
        out.println();
        out.println("Again:  ./florin simulate --seed " + failure.seed() + " --histories 1");
        if (shrunk.again() == 0) {
            out.println("It did not fail again in five trials: it depends on timing. All of it:");
        } else {
            out.printf(
                    "It failed %d times in five more trials. Its shortest failing prefix has %d of %d lines; %d of them matter:%n",
                    shrunk.again(),
                    shrunk.prefix().size(),
                    failure.whole().size(),
                    shrunk.least().size());
        }
        out.println("(a file with these lines is played by ./florin simulate --replay FILE)");
        out.println();
        out.print(shrunk.least().text());
    }
}
