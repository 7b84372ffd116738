package dev.florin.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the figures were measured on: without it they say nothing. */
final class Machine {
    private static final double NANOS_PER_MILLI = 1e6;

    private Machine() {}

    /** Facts by their names, as they are to be printed. */
    static Map<String, String> facts(BenchDatabase database) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        processor().ifPresent(model -> facts.put("processor", model));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.runtime.version"));
        facts.put("postgresql", database.connections().ask("SHOW server_version"));
        database.folder()
                .ifPresent(folder -> facts.put(
                        "fdatasync",
                        String.format(Locale.ROOT, "%.2f ms", DiskSync.medianNanos(folder) / NANOS_PER_MILLI)));
        facts.put("lanes", Integer.toString(FlorinLedger.LANES));
        facts.put("naive_connections", Integer.toString(EngineRuns.NAIVE_CONNECTIONS));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load >= 0) {
            facts.put("load_before", String.format(Locale.ROOT, "%.2f", load));
        }
        String version = Machine.class.getPackage().getImplementationVersion();
        if (version != null) {
            facts.put("florin", version);
        }
        return facts;
    }

    private static Optional<String> processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
