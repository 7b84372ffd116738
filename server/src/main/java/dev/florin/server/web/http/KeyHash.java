package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of an API key: all that is ever kept of one. Compared in constant time. */
public final class KeyHash {
    private final byte[] sha256;

    private KeyHash(byte[] sha256) {
        this.sha256 = sha256;
    }

    public static KeyHash ofSecret(String secret) {
        return new KeyHash(Sha256.of(secret.getBytes(StandardCharsets.UTF_8)));
    }

    public static KeyHash ofBytes(byte[] sha256) {
        Check.argument(sha256.length == 32, "a SHA-256 has 32 bytes");
        return new KeyHash(sha256.clone());
    }

    /** A copy, to be stored. */
    public byte[] bytes() {
        return sha256.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(sha256, hash.sha256);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(sha256).getInt();
    }

    /** Enough to tell two keys apart in a log, too little to be of use to anyone. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(sha256, 0, 4);
    }
}
