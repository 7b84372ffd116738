package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} tells of every name, and of no other. */
class OperationsPageTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `(FLORIN_[A-Z_]+)` \\| (?:`([^`]*)`)? ?\\| .+ \\|$", Pattern.MULTILINE);

    @Test
    void theTableHasEveryNameWithItsDefault() throws IOException {
        Path home = Path.of(System.getProperty("florin.home", ".."));
        String page = Files.readString(home.resolve("docs/operations.md"));
        List<String> told = ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + "=" + valueOf(row))
                .toList();
        assertEquals(
                Arrays.stream(Setting.values())
                        .map(setting -> setting + "=" + setting.usual())
                        .toList(),
                told);
    }

    private static String valueOf(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }
}
