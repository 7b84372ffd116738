package dev.florin.server.storage;

/** Told what the lanes do, so that it can be measured. Called by many threads. */
public interface LaneMeter {
    /** Tells nobody. */
    LaneMeter NONE = new LaneMeter() {};

    /** A batch of {@code commands} took that long, commit included. */
    default void batch(int commands, long nanos) {}

    /** A batch was asked again because the database failed it. */
    default void askedAgain() {}

    /** A command broke. */
    default void broke() {}
}
