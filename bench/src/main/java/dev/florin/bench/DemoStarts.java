package dev.florin.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long {@code ./florin demo} takes until it says that it is ready, launcher included: at first, when it unpacks PostgreSQL and
 * makes up thirty days of use, and the second time.
 */
record DemoStarts(Duration first, Duration second) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Starts a demo twice; absent where this program was not started by the launcher. */
    static Optional<DemoStarts> measure(Path folder) {
        String home = System.getProperty("florin.home");
        if (home == null || !Files.isExecutable(Path.of(home, "florin"))) {
            return Optional.empty();
        }
        Path launcher = Path.of(home, "florin");
        return Optional.of(new DemoStarts(once(launcher, folder), once(launcher, folder)));
    }

    private static Duration once(Path launcher, Path folder) {
        Map<String, String> environment = Map.of(
                "FLORIN_DATA", folder.resolve("demo").toString(), "FLORIN_PORT", Integer.toString(FreePort.find()));
        long began = System.nanoTime();
        try (OtherProgram demo =
                OtherProgram.start("the demo", folder, environment, List.of(launcher.toString(), "demo"))) {
            demo.lineBeginning("Florin is ready", PATIENCE);
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
