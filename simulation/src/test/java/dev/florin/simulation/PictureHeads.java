package dev.florin.simulation;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The beginnings of pictures: as much as says how large they are. */
final class PictureHeads {
    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };

    /** What follows the size: depth, colours and a checksum, which nobody here reads. */
    private static final int REST = 9;

    private PictureHeads() {}

    static String png(int width, int height) {
        byte[] bytes = ByteBuffer.allocate(PNG.length + 2 * Integer.BYTES + REST)
                .put(PNG)
                .putInt(width)
                .putInt(height)
                .array();
        return Base64.getEncoder().encodeToString(bytes);
    }
}
