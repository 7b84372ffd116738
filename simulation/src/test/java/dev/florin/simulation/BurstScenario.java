package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Plays a scenario so that all commands between two lines about the world (the clock, prices, …) are decided in one batch: an
 * account that somebody else has locked keeps the lane busy until they have queued. Lines that look at an account are checked
 * where nothing is asked behind them in the same batch. What holds and grants are called comes from playing it in memory
 * first. Not thread-safe.
 */
final class BurstScenario {
    private final PostgresStage stage;
    private final SimulatedDatabase database;
    private final Scenario memory = new Scenario(new MemoryStage());
    private final Scenario scenario;
    private final AccountNumber plug;

    BurstScenario(PostgresStage stage, SimulatedDatabase database) {
        this.stage = stage;
        this.database = database;
        this.scenario = new Scenario(stage);
        this.plug = stage.open(ZoneOffset.UTC);
    }

    void play(List<Line> lines) {
        List<Line> burst = new ArrayList<>();
        for (Line line : lines) {
            if (Scenario.WORLD.contains(line.verb())) {
                playBurst(burst);
                burst.clear();
                memory.play(line);
                scenario.play(line);
            } else {
                burst.add(line);
            }
        }
        playBurst(burst);
    }

    private void playBurst(List<Line> lines) {
        int last = lines.size();
        while (last > 0 && Looks.VERBS.contains(lines.get(last - 1).verb())) {
            last--;
        }
        List<Line> asking = lines.subList(0, last).stream()
                .filter(line -> !Looks.VERBS.contains(line.verb()))
                .toList();
        List<Asked> asked = new ArrayList<>();
        for (Line line : asking) {
            memory.play(line);
            scenario.cast().nameAs(memory.cast());
            if (!line.expected().equals(List.of("breaks"))) {
                asked.add(new Asked(line, scenario.read(line)));
            }
        }
        if (!asked.isEmpty()) {
            submitTogether(asked);
        }
        lines.subList(last, lines.size()).forEach(scenario::play);
    }

    /** A line and its command. */
    private record Asked(Line line, Asks.Ask ask) {}

    private void submitTogether(List<Asked> asked) {
        List<CompletableFuture<? extends Outcome<?>>> outcomes = new ArrayList<>();
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            lock(connection, plug);
            CompletableFuture<?> waiting = stage.ledger()
                    .submit(new Command.CarryOutDue(
                            plug, Asks.request(asked.getFirst().line())));
            awaitWaiter(connection);
            for (Asked each : asked) {
                outcomes.add(stage.ledger().submit(each.ask().command()));
            }
            connection.rollback();
            waiting.join();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < asked.size(); i++) {
            Line line = asked.get(i).line();
            try {
                Scenario.check(line, Answer.of(outcomes.get(i).join()));
            } catch (RuntimeException e) {
                throw new ScenarioFault("line " + line.number() + ": " + line.text() + "\n  " + e.getMessage(), e);
            }
        }
        scenario.proveBooks();
    }

    /** Until a lane has begun the batch that has to wait for a lock of {@code connection}. */
    static void awaitWaiter(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid")) {
            while (true) {
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        return;
                    }
                }
            }
        }
    }

    static void lock(Connection connection, AccountNumber account) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT account_no FROM account WHERE bucket = ? AND account_no = ? FOR UPDATE")) {
            statement.setInt(1, account.bucket());
            statement.setLong(2, account.number());
            statement.execute();
        }
    }
}
