package dev.florin.core.ledger;

/**
 * What a command came to.
 *
 * @param <T> what it comes to when it takes effect
 */
public sealed interface Outcome<T> {
    /** It took effect, durably. */
    record Done<T>(T value) implements Outcome<T> {}

    /** The same request took effect before; nothing changed. Read {@code target} for the object as it stands now. */
    record Replayed<T>(Target target) implements Outcome<T> {}

    /** The domain said no; nothing changed but what was due. */
    record Refused<T>(Refusal refusal) implements Outcome<T> {}
}
