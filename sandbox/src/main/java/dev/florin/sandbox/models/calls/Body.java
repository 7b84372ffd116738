package dev.florin.sandbox.models.calls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.databind.node.JsonNodeFactory;

/** What was received, kept small. */
final class Body {
    /** Below it packing saves nothing worth its time. */
    private static final int WORTH_PACKING = 16_384;

    private final byte[] kept;
    private final boolean packed;
    private final boolean json;

    /** @param json false: it is shown as a text */
    Body(byte[] received, boolean json) {
        this.json = json;
        packed = received.length >= WORTH_PACKING;
        kept = packed ? pack(received) : received;
    }

    private static byte[] pack(byte[] received) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater quick = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, quick)) {
            deflate.write(received);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            quick.end();
        }
        return out.toByteArray();
    }

    int keptBytes() {
        return kept.length;
    }

    /** As JSON. */
    byte[] shown() {
        byte[] received = received();
        return json
                ? received
                : JsonNodeFactory.instance
                        .stringNode(new String(received, StandardCharsets.UTF_8))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] received() {
        if (!packed) {
            return kept;
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(kept))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
