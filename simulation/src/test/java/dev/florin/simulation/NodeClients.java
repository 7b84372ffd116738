package dev.florin.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The SDKs of npm at the versions that {@code node/package-lock.json} pins, and programs that use them. */
final class NodeClients {
    /** The SDKs say nothing of it, and use what older ones do not have. */
    private static final int LEAST_NODE = 20;

    private static final long INSTALLED_WITHIN_SECONDS = 120;
    private static final long RUN_WITHIN_SECONDS = 60;

    private static final Path SOURCES = Path.of("src/test/resources/node").toAbsolutePath();
    private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");

    private final Path folder;

    private NodeClients(Path folder) {
        this.folder = folder;
    }

    /** Skips the test, and says why, where Node is missing or its registry cannot be reached. */
    static NodeClients orSkip() {
        Optional<String> version =
                Ran.of(Path.of("."), Map.of(), 10, "node", "--version").map(Ran::said);
        Assumptions.assumeTrue(
                version.filter(each -> major(each) >= LEAST_NODE).isPresent(),
                () -> "skipped: Node " + LEAST_NODE + " or newer is not here, but " + version.orElse("none"));
        try {
            return new NodeClients(installed(Path.of("target", "node").toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int major(String version) {
        String digits = version.strip().replaceFirst("^v", "").replaceFirst("\\..*", "");
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }

    /** Installed once for each lock file; two builds in one folder wait for one another. */
    private static Path installed(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Path stamp = folder.resolve("installed");
            String wanted = Files.readString(SOURCES.resolve("package-lock.json"));
            if (!lock.isValid()
                    || !Files.exists(stamp)
                    || !Files.readString(stamp).equals(wanted)) {
                Files.deleteIfExists(stamp);
                for (String name : PACKAGES) {
                    Files.copy(SOURCES.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
                Optional<Ran> npm = Ran.of(
                        folder,
                        Map.of(),
                        INSTALLED_WITHIN_SECONDS,
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund");
                Assumptions.assumeTrue(
                        npm.filter(each -> each.code() == 0).isPresent(),
                        () -> "skipped: npm does not install the SDKs: "
                                + npm.map(Ran::said).orElse("there is no npm"));
                Files.writeString(stamp, wanted);
            }
        }
        return folder;
    }

    /** Runs one of the programs that lie beside the lock file. */
    Ran runProgram(String name, Map<String, String> environment) {
        try {
            for (String each : List.of("checks.mjs", name)) {
                Files.copy(SOURCES.resolve(each), folder.resolve(each), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Ran.of(folder, environment, RUN_WITHIN_SECONDS, "node", name).orElseThrow();
    }

    /** Runs a program's text. */
    Ran runText(String text) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "text", ".mjs"), text);
            return Ran.of(
                            folder,
                            Map.of(),
                            RUN_WITHIN_SECONDS,
                            "node",
                            file.getFileName().toString())
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
