package dev.florin.simulation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own Chromium, started once for all tests of a process. Where there is none a test is skipped and says so; a build
 * machine installs one, and fails where such a test was skipped. Used by one thread, as Playwright has it.
 */
final class Chromium {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"),
            Path.of("/usr/bin/chromium-browser"),
            Path.of("/usr/bin/google-chrome"),
            Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));

    private static @Nullable Browser browser;

    private Chromium() {}

    /** The browser; skips the test where the machine has none. */
    static synchronized Browser shared() {
        Optional<Path> program = PLACES.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(program.isPresent(), "there is no Chromium on this machine: " + PLACES);
        if (browser == null) {
            // Playwright's own browser would be fetched from the network.
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(program.get())
                            // A build machine runs as root, for whom Chromium's sandbox does not work.
                            .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        }
        return browser;
    }
}
