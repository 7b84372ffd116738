package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Refusal;
import java.time.Instant;

/** Told what the lanes do, so that it can be measured or compared. Called by many threads. */
public interface LaneMeter {
    /** Tells nobody. */
    LaneMeter NONE = new LaneMeter() {};

    /**
     * What a command was decided by.
     *
     * @param now the time of the database
     * @param priceList the number of the price list
     * @param version of the account; −1 where there is none
     * @param remembered whether from memory: then without a lock, and what others decided on the same version came before
     */
    record Basis(Instant now, long priceList, long version, boolean remembered) {}

    /** A batch of {@code commands} took that long, commit included. */
    default void batch(int commands, long nanos) {}

    /**
     * A command was decided. What becomes of it the same
     * thread says next: {@link #saved}, {@link #askedAgain} (nobody knows whether it was saved), or {@link #missed} or
     * {@link #takenApart} (it was not).
     */
    default void decided(Command<?> command, Basis basis) {}

    /** All that this thread has decided is durable. */
    default void saved() {}

    /** A batch was asked again because the database failed it. */
    default void askedAgain() {}

    /**
     * A batch was decided on what the lane remembered, which was not so any more: nothing was saved, and it is decided again on
     * what the database has.
     */
    default void missed() {}

    /** A batch broke, was rolled back, and its commands are asked one by one. */
    default void takenApart() {}

    /** A call was refused because the operator carries too much of its account's calls. */
    default void tooMuchCarried(AccountNumber account, Refusal.TooMuchCarried why) {}

    /** A command broke. */
    default void broke() {}
}
