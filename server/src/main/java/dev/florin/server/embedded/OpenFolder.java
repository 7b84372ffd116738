package dev.florin.server.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folders that other users of the machine may pass through, whatever the umask, without seeing what is in them. */
final class OpenFolder {
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    private OpenFolder() {}

    /** Creates {@code folder} and the missing ones above it; those that exist keep their permissions. */
    static void create(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (Files.isDirectory(folder)) {
            return;
        }
        if (parent != null) {
            create(parent);
        }
        // Two processes may start at once: the second finds what the first made.
        Files.createDirectories(folder);
        open(folder);
    }

    static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PASSABLE);
    }

    /** Deletes {@code folder} and what is in it; nothing happens where there is none. Links are not followed. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new Deletion());
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
            // A server that is ending deletes its own files meanwhile.
            if (fault instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw fault;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault) throws IOException {
            if (fault != null) {
                throw fault;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
