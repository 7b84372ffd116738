package dev.florin.server.app;

import dev.florin.server.storage.DemoMark;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Refuses at the start, before anything is served, what must not come together: a demo's database and real keys. */
final class DemoGuard {
    private final DemoMark mark;

    DemoGuard(DemoMark mark) {
        this.mark = mark;
    }

    /** For {@code ./florin demo}: its mark, which {@code serve_env} hands out as FLORIN_DEMO. */
    String demo(RandomGenerator random) {
        return mark.readOrSet(random)
                .orElseThrow(() -> refused("This database has accounts that no demo made: a demo does not touch it."
                        + " Give it a FLORIN_DATA, or a FLORIN_DATABASE_SCHEMA, of its own."));
    }

    /** For {@code ./florin serve}; answers whether it is a second process of a demo. */
    boolean serve(Configuration configuration) {
        Optional<String> found = mark.read();
        if (configuration.demo().isPresent() && !configuration.demo().equals(found)) {
            throw refused(
                    "FLORIN_DEMO is not the mark of this database: take both from the serve_env of the same demo.");
        }
        boolean real =
                configuration.operatorKey().filter(key -> !key.isForTests()).isPresent();
        if (found.isPresent() && real) {
            throw refused("This is the database of a demo, and real keys never meet one."
                    + " Give ./florin serve a FLORIN_DATA or a FLORIN_DATABASE_URL of its own.");
        }
        return configuration.demo().isPresent();
    }

    private static ConfigurationFault refused(String why) {
        return new ConfigurationFault(List.of(why));
    }
}
