package dev.florin.sandbox.world;

import java.nio.charset.StandardCharsets;

/** A document of a flat kind as it is kept: JSON that never changes, so it may be read after the turn is over. */
public final class Written {
    private final String id;
    private final byte[] bytes;

    Written(String id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    public String id() {
        return id;
    }

    /** Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether a plain text stands somewhere in it. */
    public boolean contains(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        if (wanted.length == 0) {
            return true;
        }
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0] && matches(wanted, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] wanted, int from) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
