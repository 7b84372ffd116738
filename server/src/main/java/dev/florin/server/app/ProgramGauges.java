package dev.florin.server.app;

import dev.florin.server.jobs.Audit;
import dev.florin.server.storage.PostgresLedger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What can be read off a running program at any moment, as metrics. */
final class ProgramGauges {
    private final MeterRegistry registry;

    ProgramGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void add(PostgresLedger ledger, Audit audit) {
        for (int lane = 0; lane < ledger.depths().size(); lane++) {
            int number = lane;
            gauge(
                    "florin.ledger.lane.depth",
                    "Commands that wait in a lane",
                    "lane",
                    String.valueOf(lane),
                    () -> ledger.depths().get(number));
        }
        hold("under_1m", () -> audit.ages().minute());
        hold("under_10m", () -> audit.ages().tenMinutes());
        hold("under_1h", () -> audit.ages().hour());
        hold("older", () -> audit.ages().older());
        Gauge.builder("florin.books.difference", () -> audit.difference().decimal())
                .description("Dollars by which the books are apart: anything but zero is an alarm")
                .strongReference(true)
                .register(registry);
    }

    private void hold(String age, Supplier<Number> count) {
        gauge("florin.holds.open", "Open holds by how long ago they were placed", "age", age, count);
    }

    private void gauge(String name, String description, String tag, String value, Supplier<Number> read) {
        Gauge.builder(name, read)
                .description(description)
                .tag(tag, value)
                .strongReference(true)
                .register(registry);
    }
}
