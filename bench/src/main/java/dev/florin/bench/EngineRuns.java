package dev.florin.bench;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.LaneMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Measures both ledgers without HTTP: their callers are threads of this process. */
final class EngineRuns {
    /** More gain the naive ledger nothing on two cores, fewer cost it throughput; on a hot account all wait for one lock. */
    static final int NAIVE_CONNECTIONS = 16;

    /** Enough callers to let Java see large batches. */
    private static final int WARM_UP_CALLERS = 256;

    private final Effort effort;
    private final BenchDatabase database;
    private final ProcessorTime processors;
    private final Consumer<String> progress;

    EngineRuns(Effort effort, BenchDatabase database, Consumer<String> progress) {
        this.effort = effort;
        this.database = database;
        this.processors = database.processors();
        this.progress = progress;
    }

    /** The rows of {@link Part#ENGINE} and {@link Part#SLOW}, as far as they are wanted. */
    List<Row> measure(Database florin, List<AccountNumber> accounts, Set<Part> parts) {
        List<Row> rows = new ArrayList<>();
        try (FlorinLedger ledger = new FlorinLedger(florin, accounts, LaneMeter.NONE);
                NaiveLedger naive = new NaiveLedger(database.connections(), NAIVE_CONNECTIONS)) {
            progress.accept("warming up ...");
            warmUp(ledger, effort.warmUp());
            warmUp(naive, effort.warmUp().dividedBy(2));
            if (parts.contains(Part.ENGINE)) {
                for (Effort.Load load : effort.engine()) {
                    rows.add(row(Part.ENGINE, load, ledger, naive));
                }
            }
            if (parts.contains(Part.SLOW)) {
                SlowCommits.during(database.connections(), () -> {
                    for (int callers : effort.slowCallers()) {
                        rows.add(row(Part.SLOW, new Effort.Load(Spread.HOT, callers), ledger, naive));
                    }
                });
            }
        }
        return rows;
    }

    /** The row of {@link Part#GROWN}, by ledgers that have remembered nothing of the time before. */
    Row measureGrown(Database florin, List<AccountNumber> accounts) {
        try (FlorinLedger ledger = new FlorinLedger(florin, accounts, LaneMeter.NONE);
                NaiveLedger naive = new NaiveLedger(database.connections(), NAIVE_CONNECTIONS)) {
            progress.accept("warming up ...");
            warmUp(ledger, effort.warmUp());
            warmUp(naive, effort.warmUp().dividedBy(2));
            return row(Part.GROWN, effort.grown(), ledger, naive);
        }
    }

    private void warmUp(Contender contender, Duration duration) {
        Callers.measure(contender, Spread.UNIFORM, WARM_UP_CALLERS, duration.dividedBy(2), processors);
        Callers.measure(contender, Spread.HOT, WARM_UP_CALLERS, duration.dividedBy(2), processors);
    }

    private Row row(Part part, Effort.Load load, Contender florin, Contender naive) {
        progress.accept(part.title() + ", " + load.spread().title() + ", " + load.callers() + " callers ...");
        return Rounds.inTurns(effort.rounds(), part, load, () -> measured(florin, load), () -> measured(naive, load));
    }

    private Measured measured(Contender contender, Effort.Load load) {
        return Callers.measure(contender, load.spread(), load.callers(), effort.round(), processors);
    }
}
