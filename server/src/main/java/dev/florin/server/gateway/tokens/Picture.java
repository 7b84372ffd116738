package dev.florin.server.gateway.tokens;

import dev.florin.core.check.Check;

/**
 * An image in a call's input, in pixels.
 *
 * @param width 0 where it is not known: an image by URL, which is never fetched, or one whose header cannot be read
 */
public record Picture(int width, int height) {
    /** As large as the model takes any. */
    public static final Picture UNKNOWN = new Picture(0, 0);

    public Picture {
        Check.argument(width >= 0 && height >= 0, "an image has no negative sides");
        Check.argument((width == 0) == (height == 0), "one side of an image is known and the other is not");
    }

    boolean isKnown() {
        return width > 0;
    }

    /** How many squares of so many pixels cover it. */
    long squares(int side) {
        return Math.ceilDiv((long) width, side) * Math.ceilDiv((long) height, side);
    }
}
