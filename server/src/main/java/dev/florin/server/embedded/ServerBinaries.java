package dev.florin.server.embedded;

import dev.florin.core.check.Check;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs (initdb, pg_ctl, postgres), unpacked once per version and shared by every data folder of the
 * user who starts Florin. Immutable.
 */
final class ServerBinaries {
    private final Path folder;
    private final String version;

    private ServerBinaries(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    /**
     * Finds them unpacked, or unpacks them, in the first of {@code shelves} that can be written and that {@code user}
     * can run programs from.
     */
    static ServerBinaries on(List<Path> shelves, OrdinaryUser user, Consumer<String> notices) {
        String version = bundledVersion();
        List<String> failures = new ArrayList<>();
        for (Path shelf : shelves) {
            ServerBinaries binaries =
                    new ServerBinaries(shelf.resolve("postgres-" + version + "-" + platform()), version);
            try {
                if (!Files.exists(binaries.postgres())) {
                    binaries.unpack(shelf, notices);
                }
                if (user.runs(binaries.postgres())) {
                    return binaries;
                }
                failures.add(shelf + ": user " + user.name() + " cannot run programs there");
            } catch (IOException fault) {
                failures.add(shelf + ": " + fault);
            }
        }
        throw new EmbeddedFault.Unusable("PostgreSQL could not be unpacked. " + String.join("; ", failures));
    }

    /** Where programs are shared: a cache folder of the user, or of the machine for root, then beside the data. */
    static List<Path> shelves(OrdinaryUser user, Path beside) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        if (user.stepsDown()) {
            // Root's own home is closed to everybody else.
            return List.of(Path.of(mac ? "/Library/Caches/florin" : "/var/cache/florin"), beside);
        }
        Path home = Path.of(System.getProperty("user.home"));
        Path cache = mac
                ? home.resolve("Library/Caches")
                : Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .filter(value -> value.startsWith("/"))
                        .map(Path::of)
                        .orElse(home.resolve(".cache"));
        return List.of(cache.resolve("florin"), beside);
    }

    Path folder() {
        return folder;
    }

    String version() {
        return version;
    }

    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    Path postgres() {
        return folder.resolve("bin/postgres");
    }

    Path initdb() {
        return folder.resolve("bin/initdb");
    }

    Path pgCtl() {
        return folder.resolve("bin/pg_ctl");
    }

    /** Unpacks beside the final place and then renames, so that of two at once each sees all or nothing. */
    private void unpack(Path shelf, Consumer<String> notices) throws IOException {
        String archive = "/postgres-" + platform() + ".txz";
        try (InputStream packed = ServerBinaries.class.getResourceAsStream(archive)) {
            if (packed == null) {
                throw new EmbeddedFault.Unusable("This build of Florin brings no PostgreSQL for " + platform()
                        + ". Build it on this machine, or set FLORIN_DATABASE_URL.");
            }
            OpenFolder.create(shelf);
            notices.accept("Unpacking PostgreSQL " + version + " into " + folder + " (once) ...");
            Path unfinished = Files.createTempDirectory(shelf, ".unpacking-");
            try {
                OpenFolder.open(unfinished);
                new TarArchive(new BufferedInputStream(new XZInputStream(packed))).unpackInto(unfinished);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException fault) {
                // Another process may have been quicker; its folder is as good.
                if (!Files.exists(postgres())) {
                    throw fault;
                }
            } finally {
                OpenFolder.delete(unfinished);
            }
        }
    }

    private static String bundledVersion() {
        Properties properties = new Properties();
        try (InputStream in = ServerBinaries.class.getResourceAsStream("binaries.properties")) {
            properties.load(Check.present(in, "binaries.properties"));
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot read binaries.properties", fault);
        }
        return Check.present(properties.getProperty("version"), "the version of PostgreSQL");
    }

    /** As the archives are named: {@code linux-x86_64}, {@code darwin-arm_64}. */
    private static String platform() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        String machine = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        return system + "-" + machine;
    }
}
