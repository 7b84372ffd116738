package dev.florin.core.ledger;

import dev.florin.core.accounts.Digest;
import dev.florin.core.money.Amount;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one byte form that hashes are taken over: fields in order, each as four bytes of length (big-endian) and its UTF-8
 * text; amounts as a decimal count of nano-dollars, times as microseconds since 1970, digests in hexadecimal, an absent
 * field as length −1. Described in {@code docs/accounting.md}, so that a stranger can recompute it. Not thread-safe.
 */
final class CanonicalForm {
    private static final int FIRST_SIZE = 512;

    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE);

    CanonicalForm text(@Nullable String value) {
        if (value == null) {
            room(4).putInt(-1);
        } else {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            room(4 + bytes.length).putInt(bytes.length).put(bytes);
        }
        return this;
    }

    CanonicalForm number(long value) {
        return text(Long.toString(value));
    }

    CanonicalForm number(@Nullable Long value) {
        return text(value == null ? null : Long.toString(value));
    }

    CanonicalForm amount(@Nullable Amount value) {
        return text(value == null ? null : Long.toString(value.nanos()));
    }

    CanonicalForm time(@Nullable Instant value) {
        return text(value == null ? null : Long.toString(Micros.of(value)));
    }

    CanonicalForm digest(@Nullable Digest value) {
        return text(value == null ? null : value.hex());
    }

    ByteBuffer written() {
        return buffer.duplicate().flip();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
