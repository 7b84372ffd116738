package dev.florin.sandbox.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder with a file for each mail, so that they outlive the process. A file appears whole or not at all, however the
 * process ends.
 */
public final class MailFolder {
    private static final String ENDING = ".json";
    private static final String LAST = "last";

    private final Path folder;
    private final JsonMapper json = JsonMapper.builder().build();

    public MailFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an earlier process kept, oldest first. */
    List<Mail> mails() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(file -> json.readValue(file.toFile(), Mail.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Mail mail) {
        replace(mail.id() + ENDING, json.writeValueAsBytes(mail));
    }

    void remove(MailId id) {
        try {
            Files.deleteIfExists(folder.resolve(id + ENDING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last number given before the box was emptied; without it ids would begin again at 1. */
    long last() {
        try {
            Path file = folder.resolve(LAST);
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void keepLast(long number) {
        replace(LAST, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private void replace(String name, byte[] content) {
        try {
            Path unfinished = folder.resolve(name + ".unfinished");
            Files.write(unfinished, content);
            Files.move(
                    unfinished,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
