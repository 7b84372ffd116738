package dev.florin.server.gateway.tokens;

import java.util.Base64;

/**
 * Reads the size of a PNG, JPEG, GIF or WebP from its first bytes, without decoding it.
 *
 * <p>What is no image, or says sizes that no image has, is {@link Picture#UNKNOWN}: it then counts as the largest.
 */
final class PictureHeader {
    /** A photo's preview and colour profile stand before its size; together they are seldom a tenth of this. */
    private static final int MOST_BASE64 = 1_048_576;

    /** No provider takes longer sides; a larger number is a lie or damage. */
    private static final int LONGEST_SIDE = 65_535;

    private final byte[] bytes;

    private PictureHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    static Picture ofBase64(String text) {
        int length = Math.min(text.length(), MOST_BASE64) & ~3;
        try {
            return of(Base64.getDecoder().decode(text.substring(0, length)));
        } catch (IllegalArgumentException notBase64) {
            return Picture.UNKNOWN;
        }
    }

    static Picture of(byte[] bytes) {
        PictureHeader header = new PictureHeader(bytes);
        if (header.reads(0, "\u0089PNG") && header.reads(12, "IHDR")) {
            return header.sized(header.big4(16), header.big4(20));
        }
        if (header.reads(0, "GIF8")) {
            return header.sized(header.little2(6), header.little2(8));
        }
        if (header.reads(0, "RIFF") && header.reads(8, "WEBP")) {
            return header.webp();
        }
        return header.at(0) == 0xFF && header.at(1) == 0xD8 ? header.jpeg() : Picture.UNKNOWN;
    }

    private Picture webp() {
        if (reads(12, "VP8 ")) {
            return sized(little2(26) & 0x3FFF, little2(28) & 0x3FFF);
        }
        if (reads(12, "VP8L")) {
            long bits = little2(21) | (long) little2(23) << 16;
            return sized((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
        }
        return reads(12, "VP8X")
                ? sized((little2(24) | (long) at(26) << 16) + 1, (little2(27) | (long) at(29) << 16) + 1)
                : Picture.UNKNOWN;
    }

    /** Walks from marker to marker until a frame's header (C0 to CF, but for three that mean something else). */
    private Picture jpeg() {
        int place = 2;
        while (place + 9 < bytes.length) {
            if (at(place) != 0xFF) {
                return Picture.UNKNOWN;
            }
            int marker = at(place + 1);
            if (marker == 0xFF) {
                place++;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return sized(big2(place + 7), big2(place + 5));
            } else {
                place += 2 + Math.max(2, big2(place + 2));
            }
        }
        return Picture.UNKNOWN;
    }

    private Picture sized(long width, long height) {
        boolean possible = width > 0 && height > 0 && width <= LONGEST_SIDE && height <= LONGEST_SIDE;
        return possible ? new Picture((int) width, (int) height) : Picture.UNKNOWN;
    }

    private boolean reads(int place, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (at(place + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Zero beyond the end: no size, so unknown. */
    private int at(int place) {
        return place < bytes.length ? bytes[place] & 0xFF : 0;
    }

    private int big2(int place) {
        return at(place) << 8 | at(place + 1);
    }

    private long big4(int place) {
        return (long) big2(place) << 16 | big2(place + 2);
    }

    private int little2(int place) {
        return at(place) | at(place + 1) << 8;
    }
}
