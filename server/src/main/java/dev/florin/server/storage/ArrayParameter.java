package dev.florin.server.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One column of many rows, sent to PostgreSQL as a binary array: the driver would write text and bytes as text, which costs
 * both sides several times as much. Filled, bound once, then {@link #clear cleared} for the next batch. Not thread-safe.
 */
final class ArrayParameter extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;

    /** Dimensions, null flag, element type, length, lower bound. */
    private static final int HEADER_BYTES = 20;

    private static final int EMPTY_HEADER_BYTES = 12;
    private static final int FIRST_SIZE = 1024;

    /** Microseconds from 1970 to 2000, where PostgreSQL counts from. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final long MICROS_PER_SECOND = 1_000_000L;

    /** The type of the elements, with PostgreSQL's number for it and the name of its array. */
    enum Element {
        SMALLINT(21, "_int2"),
        INTEGER(23, "_int4"),
        BIGINT(20, "_int8"),
        BOOLEAN(16, "_bool"),
        TEXT(25, "_text"),
        BYTES(17, "_bytea"),
        TIME(1184, "_timestamptz");

        private final int number;
        private final String arrayName;

        Element(int number, String arrayName) {
            this.number = number;
            this.arrayName = arrayName;
        }
    }

    private final transient Element element;
    private transient ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE);
    private int count;
    private boolean hasNull;

    ArrayParameter(Element element) {
        this.element = element;
        setType(element.arrayName);
        clear();
    }

    void clear() {
        buffer.clear().position(HEADER_BYTES);
        count = 0;
        hasNull = false;
    }

    ArrayParameter add(long value) {
        count++;
        switch (element) {
            case SMALLINT -> room(6).putInt(2).putShort((short) value);
            case INTEGER -> room(8).putInt(4).putInt((int) value);
            case BIGINT, TIME -> room(12).putInt(8).putLong(value);
            case BOOLEAN, TEXT, BYTES -> throw new IllegalStateException(element + " takes no number");
        }
        return this;
    }

    ArrayParameter add(@Nullable Long value) {
        return value == null ? addNull() : add(value.longValue());
    }

    ArrayParameter add(@Nullable Integer value) {
        return value == null ? addNull() : add(value.longValue());
    }

    ArrayParameter add(boolean value) {
        count++;
        room(5).putInt(1).put((byte) (value ? 1 : 0));
        return this;
    }

    ArrayParameter add(@Nullable String value) {
        return value == null ? addNull() : add(value.getBytes(StandardCharsets.UTF_8));
    }

    ArrayParameter add(byte @Nullable [] value) {
        if (value == null) {
            return addNull();
        }
        count++;
        room(4 + value.length).putInt(value.length).put(value);
        return this;
    }

    ArrayParameter add(@Nullable Instant value) {
        return value == null
                ? addNull()
                : add(value.getEpochSecond() * MICROS_PER_SECOND + value.getNano() / 1_000 - EPOCH_MICROS);
    }

    ArrayParameter addNull() {
        count++;
        hasNull = true;
        room(4).putInt(-1);
        return this;
    }

    int count() {
        return count;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }

    @Override
    public int lengthInBytes() {
        return count == 0 ? EMPTY_HEADER_BYTES : buffer.position();
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        ByteBuffer target = ByteBuffer.wrap(bytes, offset, lengthInBytes());
        target.putInt(count == 0 ? 0 : 1).putInt(hasNull ? 1 : 0).putInt(element.number);
        if (count > 0) {
            target.putInt(count).putInt(1);
            target.put(buffer.array(), HEADER_BYTES, buffer.position() - HEADER_BYTES);
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("arrays are only sent");
    }

    @Override
    public Object clone() {
        throw new UnsupportedOperationException("bound once, where it is");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
