package dev.florin.server.web.http;

/** Writes something as JSON: a whole value, or members of the object that is open. */
@FunctionalInterface
public interface JsonShape {
    /** Writes no members. */
    JsonShape NOTHING = out -> {};

    void write(JsonOut out);
}
