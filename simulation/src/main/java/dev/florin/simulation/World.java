package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.server.embedded.TemporaryPostgres;
import dev.florin.server.storage.Books;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A database, two processes on it, and somebody between the first of them and PostgreSQL who cuts connections. Many histories
 * are played in it, one after the other, each with accounts of its own. Not thread-safe.
 */
final class World implements AutoCloseable {
    /** Later than anything in any history: nothing that any of them saw is in the future then. */
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    private final SimulatedDatabase database;
    private final FaultyProxy proxy;
    private final PostgresStage one;
    private final PostgresStage two;
    private final Map<Long, History> histories = new HashMap<>();
    private int played;
    private long commands;
    private long strikes;

    World(TemporaryPostgres server) {
        this(server, _ -> {});
    }

    /**
     * A world in which something else is done first.
     *
     * @param prepare does it to each new database
     */
    World(TemporaryPostgres server, Consumer<SimulatedDatabase> prepare) {
        database = SimulatedDatabase.on(server);
        prepare.accept(database);
        proxy = new FaultyProxy(database.port());
        Decisions decisions = new Decisions();
        one = PostgresStage.through(proxy, database, 1, decisions);
        two = PostgresStage.on(database, 2, decisions);
    }

    /** How many histories this database has seen. */
    int played() {
        return played;
    }

    /** How many commands were asked so far. */
    long commands() {
        return commands;
    }

    /** How many connections were cut so far. */
    long strikes() {
        return strikes;
    }

    /** A command that was asked, and its outcome to come. */
    private record Asked(Line line, CompletableFuture<? extends Outcome<?>> outcome) {}

    /** Plays a history and answers in what the ledgers differ and what of the books does not hold. */
    List<String> play(History history) {
        List<String> differences = new ArrayList<>(SequentialPlay.broken(history));
        if (!differences.isEmpty()) {
            return differences;
        }
        String name = "h" + ++played;
        one.begin(name);
        two.begin(name);
        database.setClock(Scenario.BEGINNING);
        Scenario here = new Scenario(one);
        Scenario there = new Scenario(two);
        List<Asked> underWay = new ArrayList<>();
        int before = proxy.timesStruck();
        for (Step step : history.steps()) {
            share(here, there);
            if (step.asks()) {
                underWay.add(step.other() ? ask(two, there, step.line()) : ask(one, here, step.line()));
            } else {
                change(step, here, there, underWay, differences);
            }
        }
        await(underWay, differences);
        proxy.strikeNoMore();
        strikes += proxy.timesStruck() - before;
        differences.addAll(PostgresStage.differences(List.of(one, two)));
        for (AccountNumber account : here.cast().accounts().values()) {
            histories.put(account.number(), history);
        }
        return differences;
    }

    private void change(Step step, Scenario here, Scenario there, List<Asked> underWay, List<String> differences) {
        switch (step.line().verb()) {
            case Step.WAIT -> await(underWay, differences);
            case "stop_charges", "allow_charges" -> {
                await(underWay, differences); // else nobody knew by which setting they were decided
                SequentialPlay.change(here, step.line());
            }
            case Step.STRIKE ->
                proxy.strike(FaultyProxy.Strike.valueOf(
                        step.line().words().getFirst().toUpperCase(Locale.ROOT)));
            default -> SequentialPlay.change(step.other() ? there : here, step.line());
        }
    }

    /** Both processes know an account by the same name, whichever has opened it. */
    private static void share(Scenario here, Scenario there) {
        here.cast().accounts().forEach(there.cast()::nameAccount);
        there.cast().accounts().forEach(here.cast()::nameAccount);
    }

    private Asked ask(PostgresStage stage, Scenario scenario, Line line) {
        commands++;
        Command<?> command = scenario.read(line).command();
        return new Asked(line, stage.ledger().submit(command));
    }

    private static void await(List<Asked> underWay, List<String> differences) {
        for (Asked each : underWay) {
            try {
                each.outcome.join();
            } catch (CompletionException e) {
                differences.add("line " + each.line.number() + ": " + each.line.text() + "\n    " + e.getCause());
            }
        }
        underWay.clear();
    }

    /**
     * What the product's own proof of the books says of everything that was played here, after the job has ended all that is
     * due; absent where everything fits.
     */
    Optional<Unproven> verify() {
        database.setClock(END);
        one.carryOutAllThatIsDue();
        two.carryOutAllThatIsDue();
        return new Books(one.database())
                .verify()
                .firstDifference()
                .map(found -> new Unproven("florin verify: " + found, history(found.account())));
    }

    /**
     * What did not prove.
     *
     * @param history the one of the account that it is about; absent where it is about none
     */
    record Unproven(String difference, @Nullable History history) {}

    private @Nullable History history(@Nullable Long account) {
        return account == null ? null : histories.get(account);
    }

    @Override
    public void close() {
        one.close();
        two.close();
        proxy.close();
        database.close();
    }
}
