package dev.florin.sandbox.world;

/** What happens when something becomes due. The turn's time is the time it was due. */
@FunctionalInterface
public interface DueWork {
    void run(Turn turn, String id);
}
