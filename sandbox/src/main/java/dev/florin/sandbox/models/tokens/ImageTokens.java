package dev.florin.sandbox.models.tokens;

import java.util.Optional;

/**
 * What an image counts. OpenAI: its page "Images and vision" (tiles of 512 pixels for GPT-4o and what has no formula of
 * its own, patches of 32 pixels for the small models). Anthropic: its page "Vision" (width × height ÷ 750 after it was
 * scaled down). An image whose size cannot be seen, such as one by address, counts as the largest.
 */
public final class ImageTokens {
    private static final int OPENAI_SQUARE = 2_048;
    private static final int OPENAI_SHORT_SIDE = 768;
    private static final int TILE = 512;
    private static final int MOST_TILES = 8;
    private static final int PATCH = 32;
    private static final int MOST_PATCHES = 1_536;

    private static final int ANTHROPIC_LONG_SIDE = 1_568;
    private static final int ANTHROPIC_PIXELS_A_TOKEN = 750;

    /** Anthropic scales an image down until it counts no more than about this. */
    private static final int ANTHROPIC_MOST = 1_600;

    private ImageTokens() {}

    /**
     * What OpenAI counts for an image.
     *
     * @param detail {@code low}, {@code high} or {@code auto}, which counts as high
     */
    public static int openAi(String model, String detail, Optional<ImageSize> size) {
        double patchFactor = patchFactor(model);
        if (patchFactor > 0) {
            int patches = size.map(ImageTokens::patches).orElse(MOST_PATCHES);
            return (int) Math.ceil(patches * patchFactor);
        }
        int base = baseTokens(model);
        if (detail.equals("low")) {
            return base;
        }
        return base + tileTokens(model) * size.map(ImageTokens::tiles).orElse(MOST_TILES);
    }

    private static double patchFactor(String model) {
        if (model.startsWith("gpt-4.1-mini") || model.startsWith("gpt-5-mini")) {
            return 1.62;
        }
        if (model.startsWith("gpt-4.1-nano") || model.startsWith("gpt-5-nano")) {
            return 2.46;
        }
        if (model.startsWith("o4-mini")) {
            return 1.72;
        }
        return model.startsWith("gpt-6") ? 1.2 : 0;
    }

    private static int baseTokens(String model) {
        if (model.startsWith("gpt-4o-mini")) {
            return 2_833;
        }
        if (model.startsWith("o1") || model.startsWith("o3")) {
            return 75;
        }
        return model.startsWith("gpt-5") ? 70 : 85;
    }

    private static int tileTokens(String model) {
        if (model.startsWith("gpt-4o-mini")) {
            return 5_667;
        }
        if (model.startsWith("o1") || model.startsWith("o3")) {
            return 150;
        }
        return model.startsWith("gpt-5") ? 140 : 170;
    }

    private static int patches(ImageSize size) {
        long whole = (long) ceilDiv(size.width(), PATCH) * ceilDiv(size.height(), PATCH);
        return Math.clamp(whole, 1, MOST_PATCHES);
    }

    private static int tiles(ImageSize size) {
        double square = Math.min(1, (double) OPENAI_SQUARE / Math.max(size.width(), size.height()));
        double width = size.width() * square;
        double height = size.height() * square;
        double shorter = Math.min(1, OPENAI_SHORT_SIDE / Math.min(width, height));
        int tiles = (int) (Math.ceil(width * shorter / TILE) * Math.ceil(height * shorter / TILE));
        return Math.clamp(tiles, 1, MOST_TILES);
    }

    private static int ceilDiv(int number, int by) {
        return Math.ceilDiv(Math.max(number, 1), by);
    }

    /** What Anthropic counts for an image. */
    public static int anthropic(Optional<ImageSize> size) {
        return size.map(ImageTokens::anthropic).orElse(ANTHROPIC_MOST);
    }

    private static int anthropic(ImageSize size) {
        double scale = Math.min(1, (double) ANTHROPIC_LONG_SIDE / Math.max(size.width(), size.height()));
        double pixels = size.width() * scale * size.height() * scale;
        return Math.clamp((int) Math.ceil(pixels / ANTHROPIC_PIXELS_A_TOKEN), 1, ANTHROPIC_MOST);
    }
}
