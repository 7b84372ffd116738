package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which file is where.
 *
 * <p>{@code home} is {@code FLORIN_DATA/postgres} and belongs to whoever starts Florin: passwords, port, lock.
 * {@code folder} holds what PostgreSQL itself reads and writes. They are one folder, unless root steps down to a user who
 * cannot reach it; then {@code folder} is elsewhere, and the file {@code location} in {@code home} says where for ever.
 */
record Place(Path home, Path folder) {
    /** Folders that survive a restart of the machine and that every user can pass. */
    private static final List<Path> ELSEWHERE = List.of(Path.of("/var/lib/florin"), Path.of("/var/tmp/florin"));

    private static final int NAME_DIGITS = 12;

    /** The place for a data folder, whose home is created where it is missing. */
    static Place create(Path dataFolder) {
        Path home = dataFolder.toAbsolutePath().normalize().resolve("postgres");
        try {
            OpenFolder.create(home);
            return at(home.toRealPath());
        } catch (IOException fault) {
            throw unusable(home, fault);
        }
    }

    /** The place for a data folder that has a database already, or had one begun. */
    static Optional<Place> existing(Path dataFolder) {
        Path home = dataFolder.resolve("postgres");
        try {
            return Files.isDirectory(home) ? Optional.of(at(home.toRealPath())) : Optional.empty();
        } catch (IOException fault) {
            throw unusable(home, fault);
        }
    }

    private static Place at(Path home) throws IOException {
        Path location = home.resolve("location");
        return new Place(
                home,
                Files.exists(location) ? Path.of(Files.readString(location).strip()) : home);
    }

    /** This place if {@code user} can work in it, else one elsewhere, chosen once and kept. */
    Place reachableBy(OrdinaryUser user, Consumer<String> notices) {
        boolean moved = !folder.equals(home);
        if (!moved && !user.reaches(folder)) {
            if (Files.exists(cluster())) {
                throw new EmbeddedFault.Unusable("User " + user.name() + ", who runs PostgreSQL, can no longer reach "
                        + folder + ". Let it pass through the folders above (chmod o+x).");
            }
            return elsewhere(user, notices);
        }
        if (moved) {
            tell(user, folder, notices);
            if (!user.reaches(folder)) {
                throw new EmbeddedFault.Unusable("User " + user.name() + " cannot reach " + folder
                        + ", where the database of " + home + " is. Nothing was changed.");
            }
        }
        return this;
    }

    Path cluster() {
        return folder.resolve("cluster");
    }

    Path log() {
        return folder.resolve("log");
    }

    Path lock() {
        return home.resolve("lock");
    }

    Path port() {
        return home.resolve("port");
    }

    Path password(String role) {
        return home.resolve("password." + role);
    }

    private Place elsewhere(OrdinaryUser user, Consumer<String> notices) {
        IOException last = new IOException("nowhere to go");
        for (Path base : ELSEWHERE) {
            try {
                Path chosen = unused(base.resolve(digest(home)));
                OpenFolder.create(chosen);
                if (user.reaches(chosen)) {
                    OwnFile.write(home.resolve("location"), chosen + "\n");
                    tell(user, chosen, notices);
                    return new Place(home, chosen);
                }
            } catch (IOException fault) {
                last = fault;
            }
        }
        throw unusable(home, last);
    }

    private void tell(OrdinaryUser user, Path chosen, Consumer<String> notices) {
        notices.accept("User %s, who runs PostgreSQL, cannot reach %s: the database is kept in %s."
                .formatted(user.name(), home, chosen));
    }

    /** A database whose data folder was deleted may still lie there; it is left alone, its password is gone. */
    private static Path unused(Path wanted) {
        Path candidate = wanted;
        for (int number = 2; Files.exists(candidate); number++) {
            candidate = wanted.resolveSibling(wanted.getFileName() + "-" + number);
        }
        return candidate;
    }

    private static String digest(Path path) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The major version of the data, if there is data. */
    Optional<String> majorVersion() {
        try {
            Path file = cluster().resolve("PG_VERSION");
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException fault) {
            throw unusable(cluster(), fault);
        }
    }

    private static EmbeddedFault unusable(Path folder, IOException fault) {
        return new EmbeddedFault.Unusable("Cannot use the data folder " + folder + ": " + fault, fault);
    }
}
