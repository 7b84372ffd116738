package dev.florin.server.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks a tar stream: folders, files and symbolic links, which is all the PostgreSQL archives hold.
 *
 * <p>A reader of our own, because the usual library brings three more with it for formats that never occur here. Names
 * longer than 100 bytes come as ustar prefixes or GNU long names; anything else unknown is refused rather than skipped.
 */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int COPY_BYTES = 64 * 1024;

    /** A long name is a path; one beyond this is not an archive of ours. */
    private static final long LONGEST_NAME = 4_096;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];

    TarArchive(InputStream in) {
        this.in = in;
    }

    /** Writes everything below {@code folder}, readable and enterable for every user of the machine. */
    void unpackInto(Path folder) throws IOException {
        String longName = "";
        while (nextHeader()) {
            char type = (char) header[156];
            long size = octal(124, 12);
            if (type == 'L') {
                longName = longName(size);
                continue;
            }
            Path target = inside(folder, longName.isEmpty() ? name() : longName);
            longName = "";
            switch (type) {
                case '5' -> folder(target);
                case '0', '\0' -> file(target, size);
                case '2' -> link(folder, target);
                default -> throw new IOException("unexpected entry of type " + type + " in the archive: " + target);
            }
        }
    }

    private static void folder(Path target) throws IOException {
        Files.createDirectories(target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void file(Path target, long size) throws IOException {
        createParent(target);
        try (OutputStream out = Files.newOutputStream(target)) {
            copy(out, size);
        }
        boolean runs = (octal(100, 8) & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private void link(Path folder, Path target) throws IOException {
        createParent(target);
        String to = text(157, 100);
        // Only links that stay inside: a link out of the folder would let a later entry write anywhere.
        inside(folder, folder.relativize(target.resolveSibling(to)).toString());
        Files.createSymbolicLink(target, Path.of(to));
    }

    private static void createParent(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            folder(parent);
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("an entry of the archive points outside: " + name);
        }
        return target;
    }

    private boolean nextHeader() throws IOException {
        int read = in.readNBytes(header, 0, BLOCK);
        if (read == 0) {
            return false;
        }
        if (read < BLOCK) {
            throw new EOFException("the archive ends inside an entry");
        }
        // Two empty blocks end an archive; one is enough to know.
        return header[0] != 0;
    }

    private void copy(OutputStream out, long size) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        long left = size;
        while (left > 0) {
            int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (read == 0) {
                throw new EOFException("the archive ends inside a file");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        in.skipNBytes(padding(size));
    }

    private String longName(long size) throws IOException {
        if (size > LONGEST_NAME) {
            throw new IOException("a name of " + size + " bytes in the archive");
        }
        byte[] bytes = in.readNBytes((int) size);
        in.skipNBytes(padding(size));
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private String name() {
        boolean gnu = text(257, 8).startsWith("ustar ");
        String prefix = gnu ? "" : text(345, 155);
        String name = text(0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private long octal(int offset, int length) throws IOException {
        String digits = text(offset, length).trim();
        if (!digits.matches("[0-7]{0,11}")) {
            throw new IOException("a number in the archive is not octal: " + digits);
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
