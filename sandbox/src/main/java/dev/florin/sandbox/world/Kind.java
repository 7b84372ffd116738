package dev.florin.sandbox.world;

/**
 * What a document is. Flat kinds are kept as bytes, because there are many of them and few are ever read.
 *
 * @param name the name in the journal; never changes
 */
public record Kind(String name, boolean flat) {
    public static Kind live(String name) {
        return new Kind(name, false);
    }

    public static Kind flat(String name) {
        return new Kind(name, true);
    }
}
