package dev.florin.core.accounts;

import dev.florin.core.check.Check;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256, whole (32 bytes) or its first 16 bytes. Immutable; equal where the bytes are; thread-safe. */
public final class Digest {
    /** What the first row of a chain is joined to: 32 zero bytes. */
    public static final Digest NONE = new Digest(new byte[32]);

    private static final int SHORT_BYTES = 16;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Digest of(byte[] bytes) {
        Check.argument(bytes.length == 32 || bytes.length == SHORT_BYTES, "a digest has 16 or 32 bytes");
        return new Digest(bytes.clone());
    }

    /** The whole SHA-256 of {@code parts}, one after the other. */
    public static Digest sha256(byte[]... parts) {
        return new Digest(hash(parts));
    }

    /** The first 16 bytes of it: enough to tell apart the keys of one account, at half the index. */
    public static Digest shortSha256(byte[]... parts) {
        return new Digest(Arrays.copyOf(hash(parts), SHORT_BYTES));
    }

    /** Looking one up among the JDK's providers costs more than most of our hashes: copies of this one are used. */
    private static final MessageDigest SHA_256 = lookUp();

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hash(byte[]... parts) {
        try {
            MessageDigest sha = (MessageDigest) SHA_256.clone();
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
