package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A data folder for one test and what Florin said while it started on it; deleted when closed. */
final class DataFolder implements AutoCloseable {
    private final Path folder;
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    DataFolder() throws IOException {
        folder = Files.createTempDirectory("florin-test-");
        OpenFolder.open(folder);
    }

    /** A folder with an empty database that was never started: preparing one takes most of a second. */
    static DataFolder prepared() throws IOException {
        DataFolder data = new DataFolder();
        TemporaryPostgres.prepare(Place.create(data.path()));
        return data;
    }

    /** A folder that only its owner can enter. */
    static DataFolder closedToOthers() throws IOException {
        DataFolder data = new DataFolder();
        Files.setPosixFilePermissions(
                data.folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        return data;
    }

    /** Where a Florin that was told to use this folder keeps its things; not there before the first start. */
    Path path() {
        return folder.resolve("data");
    }

    Path home() {
        return path().resolve("postgres");
    }

    List<String> notices() {
        return notices;
    }

    EmbeddedPostgres start() {
        return EmbeddedPostgres.start(path(), notices::add, fault -> notices.add("lost: " + fault.toString()));
    }

    @Override
    public void close() throws IOException {
        Path elsewhere = home().resolve("location");
        if (Files.exists(elsewhere)) {
            OpenFolder.delete(Path.of(Files.readString(elsewhere).strip()));
        }
        OpenFolder.delete(folder);
    }
}
