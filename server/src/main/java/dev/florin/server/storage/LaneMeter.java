package dev.florin.server.storage;

import dev.florin.core.ledger.Command;
import java.time.Instant;

/** Told what the lanes do, so that it can be measured or compared. Called by many threads. */
public interface LaneMeter {
    /** Tells nobody. */
    LaneMeter NONE = new LaneMeter() {};

    /** A batch of {@code commands} took that long, commit included. */
    default void batch(int commands, long nanos) {}

    /**
     * A command was decided, at that time of the database and by the price list of that number. What becomes of it the same
     * thread says next: {@link #saved}, {@link #askedAgain} (nobody knows whether it was saved) or {@link #takenApart} (it
     * was not).
     */
    default void decided(Command<?> command, Instant now, long priceList) {}

    /** All that this thread has decided is durable. */
    default void saved() {}

    /** A batch was asked again because the database failed it. */
    default void askedAgain() {}

    /** A batch broke, was rolled back, and its commands are asked one by one. */
    default void takenApart() {}

    /** A command broke. */
    default void broke() {}
}
