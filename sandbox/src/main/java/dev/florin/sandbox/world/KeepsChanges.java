package dev.florin.sandbox.world;

/** Marks an exception that ends a turn without undoing it: a declined payment leaves its traces. */
public interface KeepsChanges {
    boolean keepsChanges();
}
