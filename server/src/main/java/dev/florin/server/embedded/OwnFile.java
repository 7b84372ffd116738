package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files that only their owner may write, replaced as a whole. */
final class OwnFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private OwnFile() {}

    /** A secret: nobody else may read it (0600). */
    static void write(Path file, String content) throws IOException {
        replace(file, content, OWNER_ONLY);
    }

    /** What the user that PostgreSQL runs as must read (0644). */
    static void writeReadable(Path file, String content) throws IOException {
        replace(file, content, READABLE);
    }

    private static void replace(Path file, String content, Set<PosixFilePermission> permissions) throws IOException {
        Path unfinished = Files.createTempFile(
                file.getParent(), "." + file.getFileName(), "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(unfinished, content);
        Files.setPosixFilePermissions(unfinished, permissions);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
