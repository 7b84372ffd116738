package dev.florin.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one run has found.
 *
 * @param machine what it ran on
 * @param starts absent where the demo was not started
 * @param idleBytes memory of the server before its first request; 0 where it was not seen
 * @param loadedBytes and after full load
 * @param took the whole run
 */
record Results(
        Map<String, String> machine,
        List<Row> rows,
        Optional<DemoStarts> starts,
        long idleBytes,
        long loadedBytes,
        Duration took) {}
