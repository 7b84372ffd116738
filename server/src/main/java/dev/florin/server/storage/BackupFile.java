package dev.florin.server.storage;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** A file of a backup while it is written: for its owner only, counted, hashed, and on the disk once closed. */
final class BackupFile extends FilterOutputStream {
    private final FileChannel channel;
    private final MessageDigest digest;
    private long bytes;

    private BackupFile(FileChannel channel, MessageDigest digest) {
        super(new DigestOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)), digest));
        this.channel = channel;
        this.digest = digest;
    }

    static BackupFile create(Path file) throws IOException {
        return new BackupFile(
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                sha256());
    }

    static void write(Path file, byte[] content) throws IOException {
        try (BackupFile out = create(file)) {
            out.write(content);
        }
    }

    /** The hash of a file of {@code bytes} bytes; of one that has another size, an empty text, which is no hash. */
    static String sha256(Path file, long bytes) throws IOException {
        if (Files.size(file) != bytes) {
            return "";
        }
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void write(int one) throws IOException {
        out.write(one);
        bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
        out.write(some, offset, length);
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            out.flush();
            channel.force(true);
            out.close();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Of everything written; asked for once, after closing. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
