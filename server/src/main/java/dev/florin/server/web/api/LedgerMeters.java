package dev.florin.server.web.api;

import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.LedgerFault;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Refusal;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.PostgresLedger;
import dev.florin.server.storage.StorageFault;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What commands came to, how many wait, and how old open holds are, as metrics. Thread-safe. */
final class LedgerMeters {
    /** Holds are counted at most so often, however often somebody looks. */
    private static final long COUNT_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MeterRegistry registry;
    private final Refusals refusals;
    private final Map<Label, LongAdder> outcomes = new ConcurrentHashMap<>();

    /** A kind of command and what it came to: few of them, whatever a client sends. */
    private record Label(Class<?> command, Object outcome) {}

    LedgerMeters(MeterRegistry registry, Refusals refusals) {
        this.registry = registry;
        this.refusals = refusals;
    }

    void count(Command<?> command, Outcome<?> outcome) {
        Label label = outcome instanceof Outcome.Refused<?>(Refusal refusal)
                ? new Label(command.getClass(), refusal.getClass())
                : new Label(command.getClass(), outcome.getClass());
        LongAdder known = outcomes.get(label);
        if (known == null) {
            known = outcomes.computeIfAbsent(label, unseen -> register(command, code(command, outcome)));
        }
        known.increment();
    }

    void count(Command<?> command, LedgerFault fault) {
        outcomes.computeIfAbsent(
                        new Label(command.getClass(), fault.kind()),
                        unseen -> register(command, Asking.problem(fault).code().code()))
                .increment();
    }

    private String code(Command<?> command, Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "done";
            case Outcome.Replayed<?> _ -> "replayed";
            case Outcome.Refused<?>(Refusal refusal) ->
                refusals.problem(command.account(), refusal).code().code();
        };
    }

    private LongAdder register(Command<?> command, String code) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder("florin.ledger.outcomes", adder, LongAdder::sum)
                .description("Commands of the API by what they came to")
                .tag("command", snake(command.getClass().getSimpleName()))
                .tag("code", code)
                .register(registry);
        return adder;
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** How many commands wait in each lane. */
    void watch(PostgresLedger ledger) {
        for (int lane = 0; lane < ledger.depths().size(); lane++) {
            int number = lane;
            Gauge.builder(
                            "florin.ledger.lane.depth",
                            ledger,
                            each -> each.depths().get(number))
                    .description("Commands that wait in a lane")
                    .tag("lane", Integer.toString(lane))
                    .register(registry);
        }
    }

    /** How many holds are open, by the time since they were placed. */
    void watch(Holds holds) {
        OpenHolds open = new OpenHolds(holds);
        List<String> ages = List.of("under_1m", "under_10m", "under_1h", "under_1d", "over_1d");
        for (int age = 0; age < ages.size(); age++) {
            int place = age;
            Gauge.builder("florin.holds.open", open, each -> each.count(place))
                    .description("Open holds by age")
                    .tag("age", ages.get(age))
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** The counts, read anew once they are old. */
    private static final class OpenHolds {
        private final Holds holds;
        private List<Long> counts = List.of();
        private long readAt;

        private OpenHolds(Holds holds) {
            this.holds = holds;
        }

        private synchronized double count(int place) {
            long now = System.nanoTime();
            if (counts.isEmpty() || now - readAt > COUNT_AGAIN_NANOS) {
                try {
                    counts = holds.openByAge();
                } catch (StorageFault fault) {
                    return Double.NaN; // a look at the metrics fails for no reason of its own
                }
                readAt = now;
            }
            return counts.get(place);
        }
    }
}
