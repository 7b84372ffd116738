package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes a database where there is none: initdb, then the owner and the database of Florin.
 *
 * <p>Everything happens in a folder beside, which becomes the database by one rename: what was interrupted is begun anew.
 */
final class NewCluster {
    static final String DATABASE = "florin";

    /** Owns the database and may do what it likes in it, but is no superuser: it can neither run programs nor read files. */
    static final String OWNER = "florin";

    static final String SUPERUSER = "postgres";

    /** 192 bits: not to be guessed. */
    private static final int PASSWORD_BYTES = 24;

    private final Place place;
    private final OrdinaryUser user;
    private final ServerBinaries binaries;

    NewCluster(Place place, OrdinaryUser user, ServerBinaries binaries) {
        this.place = place;
        this.user = user;
        this.binaries = binaries;
    }

    void create(Consumer<String> notices) {
        notices.accept(
                "Preparing a PostgreSQL " + binaries.version() + " database in " + place.folder() + " (once) ...");
        Path unfinished = place.folder().resolve("cluster.unfinished");
        try {
            OpenFolder.delete(unfinished);
            ownFolder(place.log());
            ownFolder(unfinished);
            Random random = new SecureRandom();
            initdb(unfinished, password(SUPERUSER, random));
            createDatabase(unfinished, password(OWNER, random));
            Files.move(unfinished, place.cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot prepare a database in " + place.folder() + ": " + fault, fault);
        }
    }

    private void initdb(Path cluster, String password) throws IOException {
        Path passwordFile = Files.createTempFile(place.folder(), ".password", "");
        try {
            Files.writeString(passwordFile, password);
            user.give(passwordFile);
            run(
                    List.of(
                            binaries.initdb().toString(),
                            "--pgdata=" + cluster,
                            "--username=" + SUPERUSER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            // The same order of text on every machine, and across upgrades of its C library.
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            "--no-instructions"),
                    "");
        } finally {
            Files.delete(passwordFile);
        }
    }

    /** Without a server, so that there is never one that lets anybody in without a password. */
    private void createDatabase(Path cluster, String password) {
        // A password is base64url: it holds no quote.
        run(
                List.of(
                        binaries.postgres().toString(),
                        "--single",
                        "-D",
                        cluster.toString(),
                        "-c",
                        "exit_on_error=on",
                        "-c",
                        "log_checkpoints=off",
                        "postgres"),
                """
                CREATE ROLE %1$s LOGIN CREATEROLE PASSWORD '%2$s'
                GRANT pg_monitor, pg_checkpoint TO %1$s
                CREATE DATABASE %3$s OWNER %1$s
                """.formatted(OWNER, password, DATABASE));
    }

    private void run(List<String> words, String input) {
        Program.Ended ended = Program.run(user.command(words), input);
        if (!ended.well()) {
            throw new EmbeddedFault.Unusable("Cannot prepare a database in " + place.folder() + ": " + words.getFirst()
                    + " says: " + ended.output());
        }
    }

    private void ownFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        user.give(folder);
    }

    private String password(String role, Random random) throws IOException {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        OwnFile.write(place.password(role), password + "\n");
        return password;
    }
}
