package dev.florin.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios in the files beside the tests. Each begins with a line {@code scenario} and the sentence that it shows. */
final class ScenarioFiles {
    private static final String BEGINNING = "scenario ";

    private ScenarioFiles() {}

    /** A scenario and where it stands. */
    record Written(String file, String sentence, List<Line> lines) {
        @Override
        public String toString() {
            return sentence + " (" + file + ")";
        }
    }

    static List<Written> all() {
        Path folder = Path.of(System.getProperty("florin.home", ".."), "simulation/src/test/resources/scenarios");
        try (Stream<Path> files = Files.list(folder)) {
            List<Written> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.addAll(read(file.getFileName().toString(), Files.readString(file)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Written> read(String file, String text) {
        List<Written> found = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        String sentence = "";
        for (Line line : Line.readAll(text)) {
            if (line.text().startsWith(BEGINNING)) {
                if (!lines.isEmpty()) {
                    found.add(new Written(file, sentence, List.copyOf(lines)));
                }
                lines.clear();
                sentence = line.text().substring(BEGINNING.length());
            } else {
                lines.add(line);
            }
        }
        found.add(new Written(file, sentence, List.copyOf(lines)));
        return found;
    }
}
