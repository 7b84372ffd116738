package dev.florin.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Until it is closed nobody complains about the trouble that a simulation makes on purpose. */
final class Quiet implements AutoCloseable {
    private static final List<String> NAMES = List.of("dev.florin.server", "com.zaxxer.hikari", "org.flywaydb");

    private final Map<Logger, @Nullable Level> levels = new HashMap<>();

    Quiet() {
        for (String name : NAMES) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.OFF);
        }
    }

    @Override
    public void close() {
        levels.forEach(Logger::setLevel);
    }
}
