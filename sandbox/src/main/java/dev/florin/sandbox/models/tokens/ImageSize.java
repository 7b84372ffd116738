package dev.florin.sandbox.models.tokens;

import java.util.Base64;
import java.util.Optional;

/** The width and height of an image, read from the first bytes of its file. */
public record ImageSize(int width, int height) {
    /** Enough for the frame header of a photograph with a long preamble. */
    private static final int HEADER_CHARACTERS = 262_144;

    /** Of {@code data:image/png;base64,…}; empty for addresses and for what is neither PNG, JPEG nor GIF. */
    public static Optional<ImageSize> ofDataUrl(String url) {
        int comma = url.indexOf(',');
        return url.startsWith("data:") && comma > 0 ? ofBase64(url.substring(comma + 1)) : Optional.empty();
    }

    public static Optional<ImageSize> ofBase64(String data) {
        String start = data.substring(0, Math.min(data.length(), HEADER_CHARACTERS));
        try {
            return ofBytes(Base64.getMimeDecoder().decode(start.substring(0, start.length() / 4 * 4)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ImageSize> ofBytes(byte[] bytes) {
        if (bytes.length >= 24 && u16(bytes, 0) == 0x8950) {
            return Optional.of(
                    new ImageSize((u16(bytes, 16) << 16) | u16(bytes, 18), (u16(bytes, 20) << 16) | u16(bytes, 22)));
        }
        if (bytes.length >= 10 && bytes[0] == 'G' && bytes[1] == 'I' && bytes[2] == 'F') {
            return Optional.of(new ImageSize(little(bytes, 6), little(bytes, 8)));
        }
        return bytes.length >= 4 && u16(bytes, 0) == 0xFFD8 ? ofJpeg(bytes) : Optional.empty();
    }

    private static Optional<ImageSize> ofJpeg(byte[] bytes) {
        int at = 2;
        while (at + 9 < bytes.length && (bytes[at] & 0xFF) == 0xFF) {
            int marker = bytes[at + 1] & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return Optional.of(new ImageSize(u16(bytes, at + 7), u16(bytes, at + 5)));
            }
            at += 2 + u16(bytes, at + 2);
        }
        return Optional.empty();
    }

    private static int u16(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    private static int little(byte[] bytes, int at) {
        return ((bytes[at + 1] & 0xFF) << 8) | (bytes[at] & 0xFF);
    }
}
