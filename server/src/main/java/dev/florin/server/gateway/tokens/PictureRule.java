package dev.florin.server.gateway.tokens;

import java.util.Locale;

/**
 * The most tokens that a provider counts for an image.
 *
 * <p>Providers shrink large images before they count, each model by its own rule, and the rules change with the models. So
 * each case here is the dearest of what its provider documents for models in use; what is charged is the provider's count.
 */
public enum PictureRule {
    /**
     * A fixed part and one for each tile of 512 pixels; at most 2 × 4 tiles are left after shrinking. gpt-4o-mini counts
     * the same tiles at 33 times the number, so that images cost on it what they cost on gpt-4o.
     */
    OPENAI_TILES(85 + 8 * 170) {
        @Override
        long known(Picture picture) {
            return largest();
        }
    },
    OPENAI_MINI_TILES(2_833 + 8 * 5_667) {
        @Override
        long known(Picture picture) {
            return largest();
        }
    },
    /**
     * Patches of 32 pixels, times 1.2 where there is no limit on them (a photo of 12 megapixels measured 14,364), or
     * times up to 2.46 where they are limited to 1,536. The largest is a photo of 41 megapixels.
     */
    OPENAI_PATCHES(49_152) {
        @Override
        long known(Picture picture) {
            long patches = picture.squares(32);
            long limited = Math.ceilDiv(Math.min(patches, 1_536) * 246, 100);
            long unlimited = Math.ceilDiv(patches * 6, 5);
            // Older models of the same names count tiles: a small image is then dearer than its patches.
            return Math.max(OPENAI_TILES.largest(), Math.max(limited, unlimited) + FIXED);
        }
    },
    /** Width × height ÷ 750 before Claude 5, patches of 28 pixels since, at most 4,784; and about 77 around it. */
    ANTHROPIC(4_784 + 128) {
        @Override
        long known(Picture picture) {
            long area = Math.ceilDiv((long) picture.width() * picture.height(), 750);
            return Math.max(area, picture.squares(28)) + FIXED;
        }
    },
    /**
     * 258 for each tile, a tile's side being two thirds of the image's short side, 256 to 768, after shrinking to 3,072:
     * at most 2 × 12 tiles. Gemini 3 counts 1,120 whatever the size.
     */
    GOOGLE(24 * 258 + 128) {
        @Override
        long known(Picture picture) {
            int side = Math.clamp(Math.min(picture.width(), picture.height()) * 2L / 3, 256, 768);
            return Math.max(1_120, picture.squares(side) * 258) + FIXED;
        }
    },
    /** One's own server: patches of 14 pixels that nothing merges are the finest that vision models in use have. */
    UNKNOWN(65_536) {
        @Override
        long known(Picture picture) {
            return picture.squares(14) + FIXED;
        }
    };

    /** Markers at both ends, doubled; Anthropic's, measured 77, is the most. */
    private static final long FIXED = 128;

    private final long largest;

    PictureRule(long largest) {
        this.largest = largest;
    }

    public static PictureRule of(String provider, String model) {
        if (Vocabulary.isOpenAi(provider, model)) {
            String name = Vocabulary.bare(model);
            if (name.startsWith("gpt-4o-mini")) {
                return OPENAI_MINI_TILES;
            }
            return name.startsWith("gpt-4o") || name.equals("gpt-4.1") ? OPENAI_TILES : OPENAI_PATCHES;
        }
        return switch (provider.toLowerCase(Locale.ROOT)) {
            case "anthropic" -> ANTHROPIC;
            case "google" -> GOOGLE;
            default -> UNKNOWN;
        };
    }

    /** What an image counts whose size is not known. */
    public long largest() {
        return largest;
    }

    long tokens(Picture picture) {
        return picture.isKnown() ? Math.min(largest, known(picture)) : largest;
    }

    abstract long known(Picture picture);
}
