package dev.florin.server.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was said, as text, and where: the environment wins over the file, the file over what is usual.
 *
 * <p>An empty value counts as none, because tools that start programs like to pass on what they do not have.
 */
final class GivenSettings {
    /** Where a value came from. */
    sealed interface Origin {
        /** What Florin does where nobody says otherwise. */
        record Usual() implements Origin {
            @Override
            public String toString() {
                return "default";
            }
        }

        /** The environment of the process. */
        record Environment() implements Origin {
            @Override
            public String toString() {
                return "environment";
            }
        }

        /** A line of the file, counted from 1. */
        record File(Path file, int line) implements Origin {
            @Override
            public String toString() {
                return file + ":" + line;
            }
        }
    }

    /** A value and its origin. */
    record Given(String value, Origin origin) {}

    /** The file that is read where FLORIN_CONFIG names none, if it is there. */
    static final String USUAL_FILE = "florin.properties";

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final Map<String, String> environment;
    private final List<String> mistakes = new ArrayList<>();

    private GivenSettings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        for (Setting setting : Setting.values()) {
            given.put(setting, new Given(setting.usual(), new Origin.Usual()));
        }
    }

    /** Reads the file, then the environment over it; {@code folder} is where relative names start. */
    static GivenSettings read(Map<String, String> environment, Path folder) {
        GivenSettings settings = new GivenSettings(environment);
        String named = environment.getOrDefault(Setting.FLORIN_CONFIG.name(), "");
        Path file = folder.resolve(named.isEmpty() ? USUAL_FILE : named);
        if (!named.isEmpty() || Files.exists(file)) {
            settings.readFile(file);
        }
        // Sorted, so that the same mistakes are told in the same order.
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX) && !value.isEmpty()) {
                settings.put(name, value, new Origin.Environment());
            }
        });
        return settings;
    }

    String value(Setting setting) {
        return given(setting).value();
    }

    Given given(Setting setting) {
        Given found = given.get(setting);
        return found == null ? new Given(setting.usual(), new Origin.Usual()) : found;
    }

    /** What the environment says by a name that is not Florin's own; empty where it says nothing. */
    String ofEnvironment(String name) {
        return environment.getOrDefault(name, "");
    }

    boolean isGiven(Setting setting) {
        return !(given(setting).origin() instanceof Origin.Usual);
    }

    /** What is wrong with names and with the file; values are looked at by {@link Configuration}. */
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    private void readFile(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException fault) {
            mistakes.add("The configuration file " + file + " cannot be read: " + fault);
            return;
        }
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Origin.File origin = new Origin.File(file, i + 1);
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (equals < 0) {
                // The line may be a secret that lost its name.
                mistakes.add(origin + ": a line is NAME=value, or a comment that begins with #");
                continue;
            }
            String name = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            Integer before = seen.put(name, i + 1);
            if (before != null) {
                mistakes.add(origin + ": " + name + " is there already, in line " + before);
            } else if (Setting.named(name).filter(setting -> !setting.inFile()).isPresent()) {
                mistakes.add(origin + ": " + name + " can only be set in the environment");
            } else if (!value.isEmpty()) {
                put(name, value, origin);
            }
        }
    }

    private void put(String name, String value, Origin origin) {
        Setting.named(name).ifPresentOrElse(setting -> given.put(setting, new Given(value, origin)), () -> {
            String where = origin instanceof Origin.File ? origin + ": " : "";
            String hint = Setting.nearest(name)
                    .map(setting -> "; did you mean " + setting + "?")
                    .orElse("; ./florin config shows every name");
            mistakes.add(where + name + " is not a name that Florin knows" + hint);
        });
    }
}
