package dev.florin.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup holds, as its file {@code manifest.json} says. It is written last: a folder without one is no backup.
 *
 * @param format of the files; {@link #FORMAT} is the only one so far
 * @param createdAt the database's time, as it writes it
 * @param schemaVersion the last migration that the database had seen
 * @param postgres the version of the server, for whoever reads it
 * @param tables in an order in which they can be loaded
 */
record BackupManifest(
        int format,
        String createdAt,
        String schemaVersion,
        String postgres,
        List<SavedTable> tables,
        List<SavedSequence> sequences) {
    static final int FORMAT = 1;
    static final String FILE = "manifest.json";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * One file.
     *
     * @param columns in the order of the file
     */
    record SavedTable(String name, List<String> columns, long rows, long bytes, String sha256) {
        String file() {
            return name + ".csv";
        }
    }

    /** Where a sequence stood. It may be ahead of the rows, never behind them. */
    record SavedSequence(String name, long lastValue, boolean called) {}

    void write(Path folder) throws IOException {
        BackupFile.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /** Reads and checks what can be checked without a database. */
    static BackupManifest read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new BackupFault(folder + " holds no complete backup: it has no " + FILE);
        }
        BackupManifest manifest;
        try {
            manifest = JSON.readValue(Files.readAllBytes(file), BackupManifest.class);
        } catch (IOException | JacksonException fault) {
            throw new BackupFault("Cannot read " + file + ": " + fault.getMessage(), fault);
        }
        if (manifest.format != FORMAT) {
            throw new BackupFault(file + " is of format " + manifest.format + ", which a newer Florin wrote");
        }
        return manifest;
    }

    /** Reads every file once and compares size and hash. */
    void requireUnchangedFiles(Path folder) {
        for (SavedTable table : tables) {
            Path file = folder.resolve(table.file());
            try {
                if (!BackupFile.sha256(file, table.bytes).equals(table.sha256)) {
                    throw new BackupFault(file + " is not what was backed up: its SHA-256 is another");
                }
            } catch (IOException fault) {
                throw new BackupFault("Cannot read " + file + ": " + fault, fault);
            }
        }
    }
}
