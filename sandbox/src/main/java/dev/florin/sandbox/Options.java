package dev.florin.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param data the folder of everything that outlives the process
 * @param webhookUrl where Florin's server takes events
 */
record Options(
        Path data,
        int stripePort,
        int modelsPort,
        int mailPort,
        int smtpPort,
        String webhookUrl,
        String webhookSecret,
        Duration clockOffset) {
    private static final Set<String> PORTS = Set.of("stripe-port", "models-port", "mail-port", "smtp-port");
    private static final Set<String> TEXTS = Set.of("data", "webhook-url", "webhook-secret", "clock-offset-micros");

    static Options of(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i).startsWith("--") ? arguments.get(i).substring(2) : "";
            if ((!PORTS.contains(name) && !TEXTS.contains(name)) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("not an option with a value: " + arguments.get(i));
            }
            given.put(name, arguments.get(i + 1));
        }
        long micros = Long.parseLong(given.getOrDefault("clock-offset-micros", "0"));
        return new Options(
                Path.of(needed(given, "data")),
                port(given, "stripe-port"),
                port(given, "models-port"),
                port(given, "mail-port"),
                port(given, "smtp-port"),
                needed(given, "webhook-url"),
                needed(given, "webhook-secret"),
                Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000));
    }

    private static String needed(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing: --" + name);
        }
        return value;
    }

    private static int port(Map<String, String> given, String name) {
        return Integer.parseInt(given.getOrDefault(name, "0"));
    }
}
