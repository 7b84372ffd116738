package dev.florin.bench;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.app.DatabaseUrl;
import dev.florin.server.storage.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One run: everything that is wanted, on one database, one after the other. */
final class Run {
    private final Effort effort;
    private final Set<Part> parts;
    private final long oldRows;
    private final Optional<DatabaseUrl> url;
    private final Consumer<String> progress;

    /**
     * Not begun.
     *
     * @param oldRows how many are added for {@link Part#GROWN}, which is left out where it is 0
     */
    Run(Effort effort, Set<Part> parts, long oldRows, Optional<DatabaseUrl> url, Consumer<String> progress) {
        this.effort = effort;
        this.parts = EnumSet.copyOf(parts);
        this.oldRows = oldRows;
        this.url = url;
        this.progress = progress;
    }

    Results measure() {
        long began = System.nanoTime();
        Path folder = TemporaryFolder.make();
        List<Row> rows = new ArrayList<>();
        HttpRuns.Result http = new HttpRuns.Result(List.of(), 0, 0);
        Map<String, String> machine;
        try {
            progress.accept("opening " + Spread.ACCOUNTS + " accounts in both ledgers ...");
            try (BenchDatabase database = BenchDatabase.open(url)) {
                machine = Machine.facts(database);
                List<AccountNumber> accounts;
                try (Database florin = new Database(database.address())) {
                    accounts = FlorinAccounts.make(florin);
                    if (parts.contains(Part.ENGINE) || parts.contains(Part.SLOW)) {
                        rows.addAll(new EngineRuns(effort, database, progress).measure(florin, accounts, parts));
                    }
                }
                if (parts.contains(Part.HTTP)) {
                    http = new HttpRuns(effort, database, folder, progress).measure();
                    rows.addAll(http.rows());
                }
                if (parts.contains(Part.GROWN) && oldRows > 0) {
                    OldRows.add(database.connections(), oldRows, progress);
                    try (Database florin = new Database(database.address())) {
                        rows.add(new EngineRuns(effort, database, progress).measureGrown(florin, accounts));
                    }
                }
            }
            Optional<DemoStarts> starts = Optional.empty();
            if (parts.contains(Part.START)) {
                progress.accept("starting the demo twice ...");
                starts = DemoStarts.measure(folder);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            return new Results(machine, rows, starts, http.idleBytes(), http.loadedBytes(), took);
        } finally {
            TemporaryFolder.delete(folder);
        }
    }
}
