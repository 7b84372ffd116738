package dev.florin.sandbox.models;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The beginnings of image files of any size. */
final class Pictures {
    private Pictures() {}

    /** As much of a PNG as says how large it is. */
    static String png(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13});
        out.writeBytes("IHDR".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
        out.writeBytes(new byte[9]);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /** As much of a JPEG as says how large it is. */
    static String jpeg(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 4, 0, 0});
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xC0, 0, 17, 8});
        out.writeBytes(ByteBuffer.allocate(4)
                .putShort((short) height)
                .putShort((short) width)
                .array());
        out.writeBytes(new byte[12]);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
