package dev.florin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.ledger.PurchaseCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The points at which a process may be made to die are those that the operations page names. */
class CrashPointsTest {
    private static final Pattern NAMED = Pattern.compile("(?:\\bask|\\ball)\\(\\s*\"([a-z_]+\\.[a-z]+)\"");
    private static final Pattern TOLD = Pattern.compile("^\\| `(stripe|ledger) ([a-z_.]+)` \\|", Pattern.MULTILINE);

    @Test
    void theOperationsPageNamesEachOfThem() throws IOException {
        Path home = Path.of("..").toAbsolutePath().normalize();
        Set<String> points = new TreeSet<>();
        try (Stream<Path> files = Files.list(home.resolve("server/src/main/java/dev/florin/server/payments"))) {
            for (Path file : files.toList()) {
                Matcher named = NAMED.matcher(Files.readString(file));
                while (named.find()) {
                    points.add("stripe " + named.group(1));
                }
            }
        }
        Arrays.stream(PurchaseCommand.class.getPermittedSubclasses())
                .map(each -> each.getSimpleName()
                        .replaceAll("(?<=.)([A-Z])", "_$1")
                        .toLowerCase(Locale.ROOT))
                .forEach(name -> points.add("ledger " + name));
        Set<String> told = new TreeSet<>();
        Matcher line = TOLD.matcher(Files.readString(home.resolve("docs/operations.md")));
        while (line.find()) {
            told.add(line.group(1) + " " + line.group(2));
        }
        assertEquals(points, told);
    }
}
